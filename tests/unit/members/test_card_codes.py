"""The minute code: who may show it, for how long, and what an old one is called."""

from datetime import UTC, datetime, timedelta

import pytest

from members.card import codes
from members.card.codes import Verdict

#: The first second of a minute.
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SEED = "5a" * 32


def test_a_code_is_six_digits_and_stands_for_a_minute():
    first = codes.code(SEED, at=NOON)

    assert len(first) == 6
    assert first.isdecimal()
    assert codes.code(SEED, at=NOON + timedelta(seconds=59)) == first
    assert codes.code(SEED, at=NOON + timedelta(seconds=60)) != first


@pytest.mark.parametrize(("second", "left"), [(0, 60), (1, 59), (59, 1)])
def test_the_page_knows_for_how_long_its_code_stands(second, left):
    assert codes.seconds_left(at=NOON + timedelta(seconds=second)) == left


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [
        (0, Verdict.VALID),
        (59, Verdict.VALID),
        (119, Verdict.VALID),
        (120, Verdict.STALE),
        (30 * 60 + 59, Verdict.STALE),
        (31 * 60, Verdict.WRONG),
        (-1, Verdict.WRONG),
    ],
)
def test_a_code_is_valid_in_its_minute_and_the_next_then_stale_then_wrong(seconds, verdict):
    shown = codes.code(SEED, at=NOON)

    assert codes.judge(SEED, shown, at=NOON + timedelta(seconds=seconds)) == verdict


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code_is_wrong(typed):
    assert codes.judge(SEED, typed, at=NOON) == Verdict.WRONG


def test_the_code_of_another_card_is_wrong():
    other = codes.code("6b" * 32, at=NOON)

    assert codes.judge(SEED, other, at=NOON) == Verdict.WRONG


def test_without_our_secret_the_seed_alone_makes_no_code(settings):
    ours = codes.code(SEED, at=NOON)
    settings.SECRET_KEY = "of-another-house"

    assert codes.code(SEED, at=NOON) != ours


def test_every_card_gets_a_seed_of_its_own():
    assert len({codes.new_seed() for _ in range(100)}) == 100
    assert len(codes.new_seed()) == 64
