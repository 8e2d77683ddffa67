"""How a member number is put together."""

import pytest

from members import member_numbers
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
