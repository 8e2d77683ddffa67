"""Orders whose deadline has passed."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from catalog.models import Cycle
from members.models import Member
from orders.models import Order, OrderTotal


def closed_orders(member: Member) -> Iterable[Order]:
    """Return the member's orders whose window is closed, newest first."""
    return (
        member.orders.filter(closed_at__isnull=False, lines__isnull=False)
        .distinct()
        .select_related("cycle", "window")
        .prefetch_related("totals")
        .order_by("-window__closes_at")
    )


def frozen_totals(member: Member, cycle_code: str) -> list[OrderTotal]:
    """Return the totals of a closed order of ``member`` with the order itself, in one query."""
    return list(
        OrderTotal.objects.filter(
            order__member=member,
            order__cycle__code=cycle_code,
            order__closed_at__isnull=False,
        )
        .select_related("order__cycle", "order__window")
        .order_by("tax_rate")
    )


class Event(NamedTuple):
    """An event of an order as its page tells it."""

    at: datetime
    by_id: int | None
    channel: str
    kind: str
    name: str
    quantity_before: int
    quantity_after: int


#: Plain SQL, because the order page asks it every time.
_EVENTS = """
SELECT e.at, e.by_id, e.channel, e.kind, e.name, e.quantity_before, e.quantity_after
FROM orders_order o JOIN orders_orderevent e ON e.order_id = o.id
WHERE o.member_id = %s AND o.cycle_id = %s
ORDER BY e.id DESC LIMIT %s
"""


def events_of(member: Member, cycle: Cycle, *, most: int) -> list[Event]:
    """Return the latest events of the member's order in ``cycle``, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [member.pk, cycle.pk, most])
        return [Event._make(row) for row in cursor]
