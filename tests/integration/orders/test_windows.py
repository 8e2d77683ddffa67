"""Which windows are open: SQL and the rule must agree, because pages ask either."""

from datetime import UTC, datetime, timedelta

import pytest

from orders.models import OrderWindow
from orders.rules import orderable

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
OPEN = datetime(2026, 11, 23, tzinfo=UTC)
SHUT = OPEN + 50 * HOUR


@pytest.mark.parametrize("closed_at", [None, SHUT])
@pytest.mark.parametrize("publishes_at", [OPEN - HOUR, OPEN + HOUR])
@pytest.mark.parametrize(
    "at", [OPEN - HOUR / 2, OPEN, OPEN + HOUR, SHUT - HOUR, SHUT, SHUT + HOUR], ids=str
)
def test_the_database_calls_open_what_the_rule_calls_open(window, at, publishes_at, closed_at):
    OrderWindow.objects.update(opens_at=OPEN, closes_at=SHUT, closed_at=closed_at)
    type(window.cycle).objects.update(publishes_at=publishes_at)
    window = OrderWindow.objects.select_related("cycle").get()

    assert OrderWindow.objects.open(at).exists() == orderable.is_open(window, at)
