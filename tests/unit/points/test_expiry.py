"""Until when points can be used, and when so many expire that staff look first."""

from datetime import date

import pytest

from points.actions.expiring import judge
from points.rules.expiry import expires_on


@pytest.mark.parametrize(
    ("after", "day", "earned_on", "last"),
    [
        (12, 0, date(2026, 11, 5), date(2027, 11, 30)),
        (12, 0, date(2027, 2, 28), date(2028, 2, 29)),
        (12, 20, date(2026, 11, 25), date(2027, 11, 20)),
        (2, 31, date(2026, 12, 31), date(2027, 2, 28)),
        (1, 0, date(2026, 12, 31), date(2027, 1, 31)),
        (0, 0, date(2026, 11, 5), None),
    ],
)
def test_points_can_be_used_until_a_day_that_is_printed(after, day, earned_on, last):
    assert expires_on(earned_on, after=after, day=day) == last


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
