"""Amounts with their unit, in the language of the page."""

import pytest
from django.utils import translation

from todock.lib import amounts


@pytest.mark.parametrize(
    ("said", "japanese", "english"),
    [
        (lambda: amounts.in_yen(5207), "5,207円", "¥5,207"),
        (lambda: amounts.in_yen(-500), "−500円", "−¥500"),
        (lambda: amounts.in_points(1), "1ポイント", "1 point"),
        (lambda: amounts.in_points(1200), "1,200ポイント", "1,200 points"),
        (lambda: amounts.in_items(1), "1品", "1 item"),
        (lambda: amounts.in_pieces(12), "12点", "12 pieces"),
    ],
)
def test_an_amount_has_the_unit_of_the_language(said, japanese, english):
    assert said() == japanese
    with translation.override("en"):
        assert said() == english
