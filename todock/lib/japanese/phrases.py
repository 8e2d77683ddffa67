"""Sentences whose lines break between phrases: a Japanese reader stumbles over 注文で/きます.

BudouX says where a phrase ends. Only ``<wbr>`` is put in, never inside a tag or an entity.
"""

import re
from functools import cache, lru_cache
from html import unescape
from itertools import chain, pairwise

import budoux
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

_PARTS = re.compile(
    r"""<!--.*?-->|<(?:"[^"]*"|'[^']*'|[^>"'])*>|&[#\w]+;|[^<&]+|.""",
    re.DOTALL,
)
_LINE_END = re.compile(r"[ \t]*\n[ \t\n]*")
#: What stays together whatever the model says: numbers, Latin words, a day and its weekday.
_TOGETHER = re.compile(r"第[0-9]+回|[\w.,:/+-]{2,}|日（[月火水木金土日]）", re.ASCII)
_SENTENCES = re.compile(r"[^。]+。*|。+")
_DIGIT = re.compile(r"\d")
#: Elements whose text is no sentence, and classes of what is kept on one line.
_NO_SENTENCE = {"svg", "script", "style", "textarea", "select", "code"}
_ONE_LINE = {"nb", "nowrap", "vh"}
_VOID = {"br", "hr", "img", "input", "wbr"}
_NAME = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_CLASS = re.compile(r"""\sclass=["']([^"']*)""")


def with_breaks(html: str) -> SafeString:
    """Return the safe ``html`` of a sentence for the language of the page.

    In Japanese with ``<wbr>`` between phrases, in an element that breaks there only, and without
    the line ends of the template; in other languages a line end is a space.
    """
    if get_language() != "ja":
        return mark_safe(on_one_line(html))  # noqa: S308
    return mark_safe(_japanese(html.strip()))  # noqa: S308


def on_one_line(text: str) -> str:
    """Return ``text`` without the line ends of its template, as :func:`with_breaks` does."""
    return _LINE_END.sub("" if get_language() == "ja" else " ", text.strip())


def _japanese(html: str) -> str:
    # A page says the same sentences to everybody, and each with amounts of her own.
    between = _between_digits(_DIGIT.sub("0", html))
    return "".join(chain.from_iterable(zip(between, [*_DIGIT.findall(html), ""], strict=True)))


@lru_cache(maxsize=2048)
def _between_digits(shape: str) -> list[str]:
    """Return what stands before, between and after the digits of a sentence with its breaks."""
    return _broken(shape).split("0")


def _broken(html: str) -> str:
    parts = [part if _is_tag(part) else _LINE_END.sub("", part) for part in _PARTS.findall(html)]
    ends = _phrase_ends("".join(_said(part) for part in parts))
    out: list[str] = []
    open_whole: list[str] = []
    # Where a break goes that comes before the next text: outside of the tags between the two.
    gap, gap_is_whole, position = 0, False, 0
    for part in parts:
        if _is_tag(part):
            out.append(part)
            _follow(part, open_whole)
            if part[1] != "/":
                continue
        elif said := _said(part):
            if position in ends and not gap_is_whole:
                out.insert(gap, "<wbr>")
            cuts = [] if open_whole else [at for at in range(1, len(said)) if position + at in ends]
            out.append("<wbr>".join(part[a:b] for a, b in pairwise([0, *cuts, len(part)])))
            position += len(said)
        gap, gap_is_whole = len(out), bool(open_whole)
    return f'<span class="phrases">{"".join(out)}</span>'


def _is_tag(part: str) -> bool:
    return part.startswith("<") and len(part) > 1


def _said(part: str) -> str:
    """Return the text that a reader sees: of an entity one character, of a tag none."""
    if _is_tag(part):
        return ""
    # Every entity counts as one, so that a cut never falls into one.
    return unescape(part)[:1] if part.startswith("&") and len(part) > 1 else part


def _follow(tag: str, open_whole: list[str]) -> None:
    """Keep the list of open elements, from the outermost one that stays on one line."""
    found = _NAME.match(tag)
    if not found or found[2].lower() in _VOID or tag.endswith("/>"):
        return
    if found[1]:
        if open_whole:
            open_whole.pop()
        return
    classes = _CLASS.search(tag)
    stays = found[2].lower() in _NO_SENTENCE or (
        classes and _ONE_LINE.intersection(classes[1].split())
    )
    if open_whole or stays:
        open_whole.append(found[2])


def _phrase_ends(text: str) -> set[int]:
    """Return the positions in ``text`` before which a line may begin."""
    ends: set[int] = set()
    for sentence in _SENTENCES.finditer(text):
        ends.update(sentence.start() + at for at in _ends_of(sentence.group()))
    return ends - {0, len(text)}


def _ends_of(sentence: str) -> frozenset[int]:
    ends, position = {0}, 0
    for phrase in _parser().parse(sentence):
        position += len(phrase)
        ends.add(position)
    for whole in _TOGETHER.finditer(sentence):
        ends.difference_update(range(whole.start() + 1, whole.end()))
    return frozenset(ends)


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()
