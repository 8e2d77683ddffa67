"""Prices per unit."""

from decimal import Decimal

import pytest

from catalog.drawing.offer_card import unit_price_text
from catalog.rules.unit_price import unit_price


@pytest.mark.parametrize(
    ("price", "amount", "unit", "words"),
    [
        (646, "300", "g", "100gあたり 税込215円"),
        (2894, "5", "kg", "100gあたり 税込57円"),
        (235, "1", "L", "100mlあたり 税込23円"),
        (1298, "2100", "ml", "100mlあたり 税込61円"),
        (321, "12", "個", "1個あたり 税込26円"),
        (500, "2.5", "m", "1mあたり 税込200円"),
        (12_000, "0.5", "kg", "100gあたり 税込2,400円"),
    ],
)
def test_the_price_per_unit_is_said_in_the_unit_that_people_compare(price, amount, unit, words):
    found = unit_price(price, Decimal(amount), unit, rounding="floor")

    assert unit_price_text(found) == words


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(None, "g"), (Decimal("100"), ""), (Decimal("100"), "g"), (Decimal(1), "個")],
)
def test_nothing_is_said_when_it_is_unknown_or_the_price_itself(amount, unit):
    assert unit_price(198, amount, unit, rounding="floor") is None
