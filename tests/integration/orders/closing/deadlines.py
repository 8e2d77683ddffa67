"""A deadline that passes."""

from datetime import timedelta

from orders.models import OrderWindow
from todock.lib import clock


def make_due(window: OrderWindow, *, ago: timedelta) -> None:
    """Move the deadline into the past, as if the time had gone by."""
    window.closes_at = clock.now() - ago
    window.opens_at = window.closes_at - timedelta(days=3)
    window.save()
