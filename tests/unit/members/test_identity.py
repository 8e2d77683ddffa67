"""What people type for 本人確認, and when wrong tries lock. No database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from members.identity import day, digits, locked_until

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "1955-3-1",
        "1955-03-01",
        "1955/3/1",
        "1955.3.1",
        "1955 3 1",
        "1955年3月1日",
        "１９５５年３月１日",
        "19550301",
        "１９５５０３０１",
        " 1955年 3月 1日 ",
        "昭和30年3月1日",
        "昭和３０年３月１日",
        "昭和30.3.1",
        "昭30.3.1",
        "S30.3.1",
        "s30/3/1",
        "Ｓ３０．３．１",
        "S300301",
        "㍼30年3月1日",
    ],
)
def test_a_birthday_is_understood_as_people_write_it(typed):
    assert day(typed) == date(1955, 3, 1)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("H1.1.8", date(1989, 1, 8)),
        ("1956-2-29", date(1956, 2, 29)),
    ],
)
def test_the_first_and_last_days_of_eras_are_understood(typed, expected):
    assert day(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "昭和", "1955-13-1", "1955-2-29", "195531", "55-3-1", "昭和30年3月", "X30.3.1", "きのう"],
)
def test_what_is_no_day_is_not_guessed(typed):
    assert day(typed) is None


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
    assert digits(typed) == expected


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
