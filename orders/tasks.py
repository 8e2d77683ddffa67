"""Jobs of orders: they call orders.actions.closing and orders.actions.reminders."""

import logging

from celery import shared_task

from orders.actions import closing, reminders
from todock.lib import clock

logger = logging.getLogger(__name__)


@shared_task
def close_due_windows() -> int:
    """Close what is due, and raise an alarm for what should have been closed long ago."""
    try:
        return len(closing.close_due_windows())
    finally:
        late = closing.overdue(at=clock.database_now())
        if late:
            logger.critical(
                "%s order windows are overdue, the oldest since %s: orders do not go out.",
                len(late),
                late[0].closes_at.isoformat(),
            )


@shared_task
def remind_of_deadlines() -> int:
    """Write down the reminders that are due; safe to run twice."""
    return reminders.write_down(at=clock.now())
