"""The months that stages count, and until when points can be used."""

from datetime import date, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from points.actions.expiring import judge
from points.queries.stages import Month, month_of
from points.rules.expiry import expires_on
from todock.lib.clock import JAPAN


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
def test_a_month_ends_on_its_closing_day(closing, day, month, settings):
    settings.POINTS_STAGE_CLOSING_DAY = closing

    assert month_of(day) == Month(*month)


@given(day=st.dates(date(2020, 1, 1), date(2040, 1, 1)), closing=st.integers(0, 28))
def test_every_day_is_in_one_month_and_months_follow_each_other(day, closing):
    with override_settings(POINTS_STAGE_CLOSING_DAY=closing):
        month = month_of(day)
        assert month.starts_on <= day <= month.ends_on
        assert month.before.ends_on == month.starts_on - timedelta(days=1)
        assert month_of(month.starts_on) == month_of(month.ends_on) == month


def test_a_month_begins_and_ends_at_midnight_in_japan(settings):
    settings.POINTS_STAGE_CLOSING_DAY = 20
    month = month_of(date(2026, 11, 21))

    assert month.starts_at == datetime(2026, 11, 21, tzinfo=JAPAN)
    assert month.ends_at == datetime(2026, 12, 21, tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("months", "day", "earned_on", "last"),
    [
        (12, 0, date(2026, 11, 5), date(2027, 11, 30)),
        (12, 0, date(2027, 2, 28), date(2028, 2, 29)),
        (12, 20, date(2026, 11, 25), date(2027, 11, 20)),
        (1, 0, date(2026, 12, 31), date(2027, 1, 31)),
        (0, 0, date(2026, 11, 5), None),
    ],
)
def test_points_can_be_used_until_a_day_that_is_printed(months, day, earned_on, last, settings):
    settings.POINTS_EXPIRY_MONTHS, settings.POINTS_EXPIRY_DAY = months, day

    assert expires_on(earned_on) == last


@pytest.mark.parametrize(
    ("month", "before", "is_last", "held"),
    [
        (100_000, 90_000, False, False),
        (150_001, 100_000, False, True),
        (150_000, 100_000, False, False),
        (10_000, 100_000, False, False),
        (10_000, 100_000, True, True),
        (50_000, 100_000, True, False),
        (10_001, 0, False, True),
        (10_000, 0, False, False),
    ],
)
def test_a_sum_that_is_far_from_last_months_is_held(month, before, is_last, held, settings):
    settings.POINTS_EXPIRY_HOLD_PERCENT = 50
    settings.POINTS_EXPIRY_HOLD_POINTS = 10_000

    assert judge(month=month, month_before=before, is_last_of_month=is_last) is held
