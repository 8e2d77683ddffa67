"""Days and hours in English; tests of the clock hold them in Japanese."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from todock.lib import dates


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 11, 25, 4, 0, tzinfo=UTC), "Wed 25 Nov, 1 p.m."),
        (datetime(2026, 11, 25, 4, 5, tzinfo=UTC), "Wed 25 Nov, 1:05 p.m."),
        (datetime(2026, 12, 31, 14, 59, tzinfo=UTC), "Thu 31 Dec, 11:59 p.m."),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), "Fri 1 Jan, midnight"),
    ],
)
def test_an_instant_is_shown_in_japan_time_with_weekday(instant, text):
    assert dates.instant_text(instant) == text


def test_a_year_stands_where_it_is_needed():
    assert dates.full_day_text(date(2026, 11, 25)) == "Wed 25 Nov 2026"
    assert dates.month_text(date(2026, 11, 1)) == "November 2026"
    at = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)
    assert dates.dated_text(at) == "Fri 1 Jan 2027, midnight"


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=2, hours=1), "2 days 1 hour"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=2, minutes=40), "2 hours 40 minutes"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(0), ""),
    ],
)
def test_what_is_left_counts_in_one_or_many(left, text):
    at = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
    assert dates.time_left_text(at, at + left) == text
