"""Months: at the ends of years, in Japan, and with a closing day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todock.lib import months
from todock.lib.dates import JAPAN
from todock.lib.months import month_of

DAYS = st.dates(date(2001, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("text", "first_day"),
    [
        ("2026-11", date(2026, 11, 1)),
        ("2000-01", date(2000, 1, 1)),
        ("9998-12", date(9998, 12, 1)),
        ("1999-12", None),
        # No month comes after the last one of the calendar.
        ("9999-12", None),
        ("2026-13", None),
        ("2026-00", None),
        ("2026-1", None),
        ("２０２６-11", None),
        ("2026-11-01", None),
        ("", None),
    ],
)
def test_a_month_is_read_as_it_stands_in_an_address(text, first_day):
    assert months.read(text) == first_day


@pytest.mark.parametrize(
    ("day", "by", "first_day"),
    [
        (date(2026, 12, 31), 0, date(2026, 12, 1)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2026, 1, 31), -1, date(2025, 12, 1)),
        (date(2026, 1, 31), 13, date(2027, 2, 1)),
        (date(2026, 11, 5), -23, date(2024, 12, 1)),
    ],
)
def test_months_are_counted_over_the_end_of_a_year(day, by, first_day):
    assert months.shifted(day, by) == first_day


@given(day=DAYS, by=st.integers(-600, 600))
def test_to_count_on_and_back_leads_to_the_same_month(day, by):
    assert months.shifted(months.shifted(day, by), -by) == day.replace(day=1)


def test_the_months_before_go_back_over_the_new_year():
    expected = [date(2027, 1, 1), date(2026, 12, 1), date(2026, 11, 1)]

    assert months.back(date(2027, 1, 31), count=3) == expected
    assert months.back_to(date(2026, 11, 30), day=date(2027, 1, 1)) == expected
    assert months.back_to(date(2026, 11, 30), day=date(2026, 11, 1)) == expected[2:]


def test_a_leap_year_has_a_29_february():
    assert months.last_day(date(2028, 2, 1)) == date(2028, 2, 29)
    assert months.last_day(date(2027, 2, 28)) == date(2027, 2, 28)
    assert months.last_day(date(2026, 12, 1)) == date(2026, 12, 31)


def test_a_calendar_month_begins_and_ends_at_midnight_in_japan():
    day = date(2026, 12, 15)

    assert months.starts_at(day) == datetime(2026, 12, 1, tzinfo=JAPAN)
    assert months.ends_at(day) == datetime(2027, 1, 1, tzinfo=JAPAN)
    assert month_of(day).starts_at == months.starts_at(day)
    assert month_of(day).ends_at == months.ends_at(day)


@pytest.mark.parametrize(
    ("closing", "day", "month"),
    [
        (20, date(2026, 11, 20), (date(2026, 10, 21), date(2026, 11, 20))),
        (20, date(2026, 11, 21), (date(2026, 11, 21), date(2026, 12, 20))),
        (20, date(2026, 12, 31), (date(2026, 12, 21), date(2027, 1, 20))),
        (20, date(2027, 1, 1), (date(2026, 12, 21), date(2027, 1, 20))),
        (0, date(2026, 12, 31), (date(2026, 12, 1), date(2026, 12, 31))),
        (0, date(2028, 2, 29), (date(2028, 2, 1), date(2028, 2, 29))),
        (28, date(2027, 3, 1), (date(2027, 3, 1), date(2027, 3, 28))),
        (28, date(2028, 3, 1), (date(2028, 2, 29), date(2028, 3, 28))),
    ],
)
def test_a_month_ends_on_its_closing_day(closing, day, month):
    counted = month_of(day, closing_day=closing)

    assert (counted.starts_on, counted.ends_on) == month


@given(day=DAYS, closing=st.integers(0, 28))
def test_every_day_is_in_one_month_and_months_follow_each_other(day, closing):
    month = month_of(day, closing_day=closing)

    assert month.starts_on <= day <= month.ends_on
    assert month.before.ends_on == month.starts_on - timedelta(days=1)
    assert month.before.ends_at == month.starts_at
    assert month_of(month.starts_on, closing_day=closing) == month
    assert month_of(month.ends_on, closing_day=closing) == month


def test_a_month_with_a_closing_day_begins_and_ends_at_midnight_in_japan():
    month = month_of(date(2026, 12, 21), closing_day=20)

    assert month.starts_at == datetime(2026, 12, 21, tzinfo=JAPAN)
    assert month.ends_at == datetime(2027, 1, 21, tzinfo=JAPAN)
