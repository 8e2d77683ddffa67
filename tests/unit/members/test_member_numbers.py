"""How a member number is put together."""

import pytest

from members import checks
from members.actions import member_numbers
from todock.lib import check_digits


@pytest.mark.parametrize(
    ("check_digit", "body", "number"),
    [
        ("luhn", 200000000, "2000000006"),
        ("ean", 200000000, "2000000004"),
        ("none", 200000000, "0200000000"),
        ("luhn", 7992739, "0079927398"),
    ],
)
def test_a_number_has_its_length_its_zeros_and_its_check_digit(settings, check_digit, body, number):
    settings.MEMBER_NUMBER_CHECK_DIGIT = check_digit

    assert member_numbers.whole(body) == number
    assert check_digits.fits(number, check_digit)


def test_the_length_is_that_of_all_member_numbers(settings):
    settings.MEMBER_NUMBER_DIGITS = 13

    assert len(member_numbers.whole(1)) == 13


@pytest.mark.parametrize(
    "numbers", ["", "200000000", "9-1", "1000000000-1999999999", "a-b", "1-2-3", "-5"]
)
def test_a_range_that_gives_no_numbers_stops_the_start(settings, numbers):
    settings.MEMBER_NUMBER_RANGE = numbers

    (error,) = checks.check_member_numbers(None)

    assert error.id == "members.E007"


@pytest.mark.parametrize("numbers", ["200000000-299999999", "5-5", "0-999999999"])
def test_a_range_that_gives_numbers_is_fine(settings, numbers):
    settings.MEMBER_NUMBER_RANGE = numbers

    assert checks.check_member_numbers(None) == []
