"""Bars of a card number as inline SVG, in whole pixels.

A module that is 2.4 pixels wide is drawn 2 or 3 pixels wide, and scanners stumble over the
difference. So the drawing is measured in modules, and the page gives every module 1, 2 or 3 whole
pixels, as the window allows.
"""

from itertools import groupby

from barcode.codabar import CODABAR
from barcode.codex import Code128
from barcode.ean import EuropeanArticleNumber13
from django.utils.html import format_html
from django.utils.safestring import SafeString

#: Modules that stay white at each side. EAN-13 asks for 11 and 7, the other two for 10.
QUIET = 11
#: Modules from top to bottom; the page stretches them.
HEIGHT = 40
#: Pixels of a module, in narrow windows first.
PIXELS = (1, 2, 3)
#: Pixels, as in card.css: the window from which the card stands free, the gutter and edges that
#: are then around it, and what it holds at most. In a narrower window it goes from side to side.
INSET_FROM = 386
MARGIN = 34
WIDEST = 558
#: Wide elements of NW-7 are twice as wide as narrow ones: the most that is legible and narrow
#: enough for a phone, and without the spread of ink no more is needed.
NW7_WIDE = 2
#: Start and stop letter of NW-7, as membership cards have it.
NW7_FRAME = "A"


def modules(number: str, symbology: str) -> str:
    """Return the modules of ``number`` from left to right, with the quiet zones: ``1`` is black.

    ``symbology`` is ean13 (13 digits with their check digit), code128 or nw7. Raises ValueError
    for what cannot be drawn so.
    """
    if not (number.isascii() and number.isdecimal()):
        raise ValueError("a card number has digits only")
    bars = _BARS[symbology](number)
    quiet = "0" * QUIET
    return quiet + bars + quiet


def svg(number: str, symbology: str, *, label: str) -> SafeString:
    """Draw ``number``: black on white, one unit of the drawing for a module.

    ``label`` is what a screen reader says instead.
    """
    drawn = modules(number, symbology)
    return format_html(
        '<svg class="bars" viewBox="0 0 {width} {height}" role="img" aria-label="{label}"'
        ' preserveAspectRatio="none" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{width}v{height}H0z"/><path d="{path}"/></svg>',
        width=len(drawn),
        height=HEIGHT,
        label=label,
        path=_path(drawn),
    )


def widths_css(count: int) -> str:
    """Return the rules that give ``count`` modules the most whole pixels that the window holds."""
    rules = [f".bars{{width:{count * PIXELS[0]}px}}"]
    for pixels in PIXELS[1:]:
        width = count * pixels
        window = width if width + MARGIN <= INSET_FROM else width + MARGIN
        if width <= WIDEST:
            rules.append(f"@media(width>={window}px){{.bars{{width:{width}px}}}}")
    return "".join(rules)


def _path(drawn: str) -> str:
    found, place = [], 0
    for shade, run in groupby(drawn):
        width = len(list(run))
        if shade == "1":
            found.append(f"M{place} 0h{width}v{HEIGHT}h-{width}z")
        place += width
    return "".join(found)


def _ean13(number: str) -> str:
    drawn = EuropeanArticleNumber13(number)
    # The library puts its own check digit in the place of ours.
    if drawn.ean != number:
        raise ValueError("EAN-13 takes 13 digits, the last of which is their check digit")
    return drawn.build()[0]


def _code128(number: str) -> str:
    return Code128(number).build()[0]


def _nw7(number: str) -> str:
    framed = f"{NW7_FRAME}{number}{NW7_FRAME}"
    return CODABAR(framed, narrow=1, wide=NW7_WIDE).build()[0]


_BARS = {"ean13": _ean13, "code128": _code128, "nw7": _nw7}
