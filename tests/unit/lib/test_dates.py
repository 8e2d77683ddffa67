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
        (datetime(2026, 11, 25, 4, 0, tzinfo=UTC), "Wed 25 Nov, 13:00"),
        (datetime(2026, 11, 25, 4, 5, tzinfo=UTC), "Wed 25 Nov, 13:05"),
        (datetime(2026, 12, 31, 14, 59, tzinfo=UTC), "Thu 31 Dec, 23:59"),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), "Fri 1 Jan, 0:00"),
    ],
)
def test_an_instant_is_shown_in_japan_time_with_weekday(instant, text):
    # a day is kept on one line by spaces that do not break
    assert dates.instant_text(instant).replace("\xa0", " ") == text


def test_a_year_stands_where_it_is_needed():
    assert dates.full_day_text(date(2026, 11, 25)) == "Wed\xa025\xa0Nov\xa02026"
    assert dates.month_text(date(2026, 11, 1)) == "November 2026"
    at = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)
    assert dates.dated_text(at) == "Fri\xa01\xa0Jan\xa02027, 0:00"


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
