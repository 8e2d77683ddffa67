"""What people type for 本人確認, and when wrong tries lock. No database."""

from datetime import UTC, datetime, timedelta

import pytest

from members.sign_in.tries import locked_until
from todock.lib.japanese.kana import digits_of

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0012345678", "0012345678"),
        ("００１２３４５６７８", "0012345678"),
        (" 0012-345-678 ", "0012345678"),
        ("００１２−３４５ー６７８", "0012345678"),
        ("(011)234-5678", "0112345678"),
        ("12a4", ""),
        ("一二三", ""),
        ("²³", "23"),
        ("", ""),
    ],
)
def test_a_number_is_understood_as_people_write_it(typed, expected):
    assert digits_of(typed) == expected


def _locked(*minutes_ago: float, tries: int = 5) -> datetime | None:
    failed = [AT - timedelta(minutes=minutes) for minutes in minutes_ago]
    return locked_until(failed, tries=tries, minutes=60, at=AT)


def test_four_wrong_tries_do_not_lock():
    assert _locked(1, 2, 3, 4) is None


def test_the_fifth_wrong_try_locks_for_an_hour_from_itself():
    assert _locked(1, 10, 20, 30, 40) == AT + timedelta(minutes=59)


def test_the_lock_holds_although_the_first_tries_are_more_than_an_hour_ago():
    assert _locked(30, 40, 50, 60, 70) == AT + timedelta(minutes=30)


def test_the_lock_ends_after_an_hour():
    assert _locked(60, 61, 62, 63, 64) is None


def test_five_tries_spread_over_more_than_an_hour_do_not_lock():
    assert _locked(1, 16, 31, 46, 61) is None


def test_the_order_of_the_tries_does_not_matter():
    assert _locked(40, 1, 30, 10, 20) == AT + timedelta(minutes=59)
