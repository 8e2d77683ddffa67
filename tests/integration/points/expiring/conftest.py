"""How staff want expiry to be held."""

import pytest


@pytest.fixture(autouse=True)
def limits(settings):
    settings.POINTS_EXPIRY_PLAN_DAYS = 7
    settings.POINTS_EXPIRY_HOLD_PERCENT = 50
    settings.POINTS_EXPIRY_HOLD_POINTS = 1_000
