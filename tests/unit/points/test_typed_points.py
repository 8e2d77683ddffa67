"""A number of points as people write it."""

import pytest

from todock.lib.forms import typed


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("500", 500),
        (" 1,200 ", 1_200),
        ("１２００", 1_200),
        ("１，２００", 1_200),
        ("1、200", 1_200),
        ("500ポイント", 500),
        ("500 pt", 500),
        ("５００円", 500),
        ("0", 0),
    ],
)
def test_what_people_type_is_understood(text: str, points: int) -> None:
    assert typed.points(text) == points


@pytest.mark.parametrize("text", ["", "たくさん", "-5", "−5", "1.5", "5/2", "1e3", "9" * 10])
def test_what_is_no_number_of_points_is_not_guessed(text: str) -> None:
    assert typed.points(text) is None
