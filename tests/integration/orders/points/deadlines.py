"""Points are put on an order, and its deadline passes."""

from datetime import timedelta

from orders.actions import closing
from orders.actions import points as points_actions
from orders.models import OrderWindow
from todock.lib import clock


def use(member, window, mode: str, points: int = 0):
    return points_actions.set_points(
        member=member, cycle=window.cycle, mode=mode, points=points, by=member.user
    )


def close(window: OrderWindow) -> None:
    """Let the deadline pass, and close."""
    closes_at = clock.now() - timedelta(minutes=1)
    OrderWindow.objects.filter(pk=window.pk).update(
        closes_at=closes_at, opens_at=closes_at - timedelta(days=3)
    )
    closing.close_due_windows()
