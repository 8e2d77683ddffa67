"""Days and hours of Japan, with weekday, at the ends of days, months and years."""

from datetime import UTC, date, datetime, timedelta

import pytest

from todock.lib import clock, dates
from todock.lib.dates import JAPAN


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 11, 25, 4, 0, tzinfo=UTC), "11月25日（水）13時"),
        (datetime(2026, 11, 25, 4, 5, tzinfo=UTC), "11月25日（水）13時5分"),
        (datetime(2026, 12, 31, 14, 59, tzinfo=UTC), "12月31日（木）23時59分"),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), "1月1日（金）0時"),
        (datetime(2028, 2, 28, 15, 0, tzinfo=UTC), "2月29日（火）0時"),
    ],
)
def test_an_instant_is_shown_in_japan_time_with_weekday(instant, text):
    assert dates.instant_text(instant) == text


def test_the_year_of_an_instant_is_that_of_japan():
    assert dates.dated_text(datetime(2026, 12, 31, 15, 0, tzinfo=UTC)) == "2027年1月1日（金）0時"


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=2, hours=2, minutes=59), "2日2時間"),
        (timedelta(days=1), "1日"),
        (timedelta(hours=23, minutes=59), "23時間"),
        (timedelta(hours=2, minutes=40), "2時間40分"),
        (timedelta(hours=1), "1時間"),
        (timedelta(minutes=40), "40分"),
        (timedelta(seconds=59), "1分未満"),
        (timedelta(0), ""),
        (timedelta(seconds=-1), ""),
    ],
)
def test_the_time_left_is_told_as_coarsely_as_it_helps(left, text):
    at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    assert dates.time_left_text(at, at + left) == text


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(2006, 12, 1), date(2026, 11, 30), 19),
        (date(2006, 12, 1), date(2026, 12, 1), 20),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2008, 2, 29), date(2027, 2, 28), 18),
        (date(2008, 2, 29), date(2027, 3, 1), 19),
    ],
)
def test_the_age_counts_full_years_on_the_day(born_on, on, age):
    assert clock.age_on(born_on, on) == age


def test_the_day_in_japan_begins_nine_hours_before_utc():
    assert clock.japan_date(datetime(2026, 11, 24, 15, 0, tzinfo=UTC)) == date(2026, 11, 25)
    assert clock.japan(datetime(2026, 11, 24, 15, 0, tzinfo=UTC)).tzinfo is JAPAN
