"""The reminder before a deadline, for those who usually order and have no goods on the order.

docs/domain.md rule 13: what counts as an order is goods, and nothing else.
"""

from datetime import datetime, timedelta

from django.conf import settings

from members.models import Member
from todock.post import mail

#: How far back it is looked whether somebody usually orders: the windows of about eight weeks.
_LOOK_BACK = timedelta(weeks=8)

#: Kind of mail: see orders.mails.
ORDER_REMINDER = "order_reminder"

_TO_REMIND = f"""
SELECT m.id, w.id::text
FROM orders_orderwindow w
JOIN catalog_cycle c ON c.id = w.cycle_id AND c.publishes_at <= %(at)s
JOIN members_member m ON m.course_id = w.course_id
LEFT JOIN members_preferences p ON p.member_id = m.id
WHERE w.closed_at IS NULL AND w.opens_at <= %(at)s
    AND w.closes_at > %(at)s AND w.closes_at <= %(until)s
    AND m.state = {Member.State.ACTIVE} AND m.email <> '' AND c.code >= m.first_cycle
    AND COALESCE(p.reminders, true)
    AND NOT EXISTS (
        SELECT FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
        WHERE o.member_id = m.id AND o.cycle_id = w.cycle_id
    )
    AND (
        SELECT count(*) FROM orders_order o JOIN orders_orderwindow ow ON ow.id = o.window_id
        WHERE o.member_id = m.id AND ow.closed_at IS NOT NULL AND ow.closes_at > %(since)s
            AND EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id)
    ) >= %(least)s
"""


def write_down(*, at: datetime) -> int:
    """Write down the reminders of the windows that close within REMINDER_HOURS; return how many.

    "Usually" is REMINDER_LEAST_ORDERS orders with goods in the last eight weeks. One mail a
    member and window, however often this runs.
    """
    values = {
        "at": at,
        "until": at + timedelta(hours=settings.REMINDER_HOURS),
        "since": at - _LOOK_BACK,
        "least": settings.REMINDER_LEAST_ORDERS,
    }
    return mail.write_selected(ORDER_REMINDER, to=Member, rows=_TO_REMIND, values=values)
