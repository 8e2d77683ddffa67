"""Bars: module by module as the standards have them, and whole pixels at every width."""

import re

import pytest

from members.card import barcodes

NUMBER = "2001234567800"

#: GS1 General Specifications: L, G and R patterns of the digits, and which of L and G the first
#: digit chooses for the left half.
_L = [
    *("0001101", "0011001", "0010011", "0111101", "0100011"),
    *("0110001", "0101111", "0111011", "0110111", "0001011"),
]
_R = ["".join("10"[int(module)] for module in pattern) for pattern in _L]
_G = [pattern[::-1] for pattern in _R]
_LEFT = [
    *("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG"),
    *("LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"),
]

#: JIS X 0506 / EN 798: which of the seven elements, bar first, are wide.
_NW7 = {
    "0": "0000011",
    "1": "0000110",
    "2": "0001001",
    "3": "1100000",
    "4": "0010010",
    "5": "1000010",
    "6": "0100001",
    "7": "0100100",
    "8": "0110000",
    "9": "1001000",
    "A": "0011010",
}

#: ISO/IEC 15417: widths of the elements, bar first, of some values.
_CODE_128 = {
    0: "212222",
    12: "112232",
    34: "131123",
    56: "331121",
    78: "241112",
    20: "221231",
    64: "111422",
    "start C": "211232",
    "stop": "2331112",
}


def inside(symbology: str, number: str = NUMBER) -> str:
    """The modules without the quiet zones."""
    drawn = barcodes.modules(number, symbology)
    assert drawn.startswith("0" * barcodes.QUIET + "1")
    assert drawn.endswith("1" + "0" * barcodes.QUIET)
    return drawn[barcodes.QUIET : -barcodes.QUIET]


@pytest.mark.parametrize("number", [NUMBER, "4901234567894", "0000000000000", "9780201379624"])
def test_ean_13_is_drawn_as_the_standard_has_it(number):
    left = zip(_LEFT[int(number[0])], number[1:7], strict=True)
    expected = "101" + "".join((_L if side == "L" else _G)[int(digit)] for side, digit in left)
    expected += "01010" + "".join(_R[int(digit)] for digit in number[7:]) + "101"

    assert inside("ean13", number) == expected


@pytest.mark.parametrize("number", [NUMBER, "0123456789", "7"])
def test_nw_7_is_drawn_as_the_standard_has_it(number):
    letters = []
    for letter in f"A{number}A":
        wide = [barcodes.NW7_WIDE if element == "1" else 1 for element in _NW7[letter]]
        letters.append("".join("10"[place % 2] * width for place, width in enumerate(wide)))

    assert inside("nw7", number) == "0".join(letters)


def test_code_128_draws_digits_in_pairs():
    drawn = inside("code128", "123456780020")
    letters = [drawn[start : start + 11] for start in range(0, 8 * 11, 11)] + [drawn[88:]]
    widths = ["".join(str(len(run)) for run in re.findall("1+|0+", each)) for each in letters]

    *written, check, stop = widths
    assert written == [_CODE_128[name] for name in ("start C", 12, 34, 56, 78, 0, 20)]
    # 105 + 12 + 2 * 34 + 3 * 56 + 4 * 78 + 5 * 0 + 6 * 20 = 785, and 785 % 103 = 64
    assert check == _CODE_128[64]
    assert stop == _CODE_128["stop"]


def test_an_odd_number_of_digits_is_drawn_too():
    # start C, six pairs, to B, one digit, check, stop
    assert len(inside("code128")) == 10 * 11 + 13


@pytest.mark.parametrize("symbology", ["ean13", "code128", "nw7"])
@pytest.mark.parametrize("number", ["", "12345678901２", "<script>", "A2001234567800A", "²"])
def test_what_is_no_number_is_not_drawn(symbology, number):
    with pytest.raises(ValueError, match="digits"):
        barcodes.modules(number, symbology)


@pytest.mark.parametrize("number", ["2001234567801", "200123456780", "20012345678000"])
def test_ean_13_draws_no_other_digits_than_it_was_given(number):
    with pytest.raises(ValueError, match="13 digits"):
        barcodes.modules(number, "ean13")


@pytest.mark.parametrize("symbology", ["ean13", "code128", "nw7"])
def test_the_drawing_has_the_bars_of_the_modules_and_white_beneath(symbology):
    drawn = barcodes.modules(NUMBER, symbology)
    svg = barcodes.svg(NUMBER, symbology, label="組合員証のバーコード")

    white, black = re.findall(r'd="([^"]+)"', svg)
    assert white == f"M0 0h{len(drawn)}v{barcodes.HEIGHT}H0z"
    seen = ["0"] * len(drawn)
    for start, width in re.findall(r"M(\d+) 0h(\d+)v", black):
        seen[int(start) : int(start) + int(width)] = "1" * int(width)
    assert "".join(seen) == drawn
    assert 'role="img" aria-label="組合員証のバーコード"' in svg
    assert 'shape-rendering="crispEdges"' in svg


def test_the_label_cannot_break_out_of_the_drawing():
    assert "<b>" not in barcodes.svg(NUMBER, "ean13", label='"><b>')


@pytest.mark.parametrize(
    ("number", "symbology"),
    [(NUMBER, "ean13"), (NUMBER, "code128"), (NUMBER, "nw7"), (NUMBER + "1234", "nw7")],
)
def test_modules_have_whole_pixels_and_the_card_holds_them_at_every_width(number, symbology):
    count = len(barcodes.modules(number, symbology))
    rules = barcodes.widths_css(count)
    widths = [(0, *map(int, re.findall(r"^\.bars\{width:(\d+)px", rules)))]
    found = re.findall(r"width>=(\d+)px\)\{\.bars\{width:(\d+)px", rules)
    widths += [(int(window), int(width)) for window, width in found]

    for window in range(320, 1400):
        width = [width for least, width in widths if window >= least][-1]
        margin = barcodes.MARGIN if window >= barcodes.INSET_FROM else 0
        assert width % count == 0
        assert width <= min(window - margin, barcodes.WIDEST)
    if number == NUMBER:
        at_390 = [width for least, width in widths if least <= 390][-1]
        assert at_390 >= 2 * count
