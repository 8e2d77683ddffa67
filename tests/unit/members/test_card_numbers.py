"""Card numbers: each issue has its own, and scanners and cashiers send them in many shapes."""

import pytest

from members.card import numbers as card_numbers
from todock.lib import check_digits

SATO = "0012345678"


def test_a_number_is_prefix_member_number_issue_and_check_digit():
    assert card_numbers.number(SATO, 1) == "2001234567800"
    assert card_numbers.number(SATO, 2) == "2001234567817"


def test_every_issue_has_another_number_and_none_comes_round_again():
    numbers = [card_numbers.number(SATO, issue) for issue in range(1, 11)]

    assert len(set(numbers)) == card_numbers.most_issues() == 10
    with pytest.raises(ValueError, match="CARD_ISSUE_DIGITS"):
        card_numbers.number(SATO, 11)


def test_prefix_and_digits_of_the_issue_and_check_digit_are_settings(settings):
    settings.CARD_PREFIX = "99"
    settings.CARD_ISSUE_DIGITS = 2
    settings.CARD_CHECK_DIGIT = "none"

    assert card_numbers.number(SATO, 12) == "99001234567811"


def test_a_short_member_number_is_filled_up_and_a_long_one_is_refused():
    assert card_numbers.number("12345678", 1) == card_numbers.number(SATO, 1)
    with pytest.raises(ValueError, match="MEMBER_NUMBER_DIGITS"):
        card_numbers.number("90012345678", 1)


def test_the_digits_are_grouped_as_under_every_ean_13(settings):
    assert card_numbers.grouped("2001234567800") == ["2", "001234", "567800"]

    settings.CARD_SYMBOLOGY = "code128"
    assert card_numbers.grouped("2001234567800") == ["2001", "2345", "6780", "0"]


@pytest.mark.parametrize(
    "text",
    [
        "2001234567800",
        " 2001234567800\r\n",
        "2 001234 567800",
        "２００１２３４５６７８００",
        "2-001234-567800",
        "A2001234567800A",
        "a2001234567800b",
    ],
)
def test_a_number_is_read_however_it_comes(text):
    assert card_numbers.scanned(text) == ("2001234567800", "")


@pytest.mark.parametrize(
    "text",
    ["2001234567800 123456", "2001234567800\t１２３４５６", "A2001234567800A 123456"],
)
def test_number_and_code_are_read_from_one_scan(text):
    assert card_numbers.scanned(text) == ("2001234567800", "123456")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "200123456780",
        "2001234567800 12345",
        "2001234567800 1234567",
        "2001234567801",
        "2001234567800; drop",
        "山田花子",
        "200123456780²",
    ],
)
def test_what_is_no_card_number_is_not_taken_for_one(text):
    assert card_numbers.scanned(text) == ("", "")


@pytest.mark.parametrize(
    ("name", "digits", "expected"),
    [
        # GS1 General Specifications, and ISO/IEC 7812-1 annex B.
        ("ean", "629104150021", "3"),
        ("ean", "490123456789", "4"),
        ("luhn", "7992739871", "3"),
        ("none", "7992739871", ""),
    ],
)
def test_check_digits_are_those_of_the_standards(name, digits, expected):
    assert check_digits.BY_NAME[name](digits) == expected
    assert check_digits.fits(digits + expected, name)


@pytest.mark.parametrize("name", ["ean", "luhn"])
def test_one_wrong_digit_is_always_found(name):
    right = "123456789012"
    right += check_digits.BY_NAME[name](right)
    for place, digit in enumerate(right):
        for other in set("0123456789") - {digit}:
            assert not check_digits.fits(right[:place] + other + right[place + 1 :], name)
