"""Orders whose deadline has passed."""

from collections.abc import Iterable

from catalog.models import Cycle
from members.models import Member
from orders.models import Order, OrderEvent, OrderTotal


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


def events_of(member: Member, cycle: Cycle, *, most: int) -> list[OrderEvent]:
    """Return the latest events of the member's order in ``cycle``, the newest first."""
    found = OrderEvent.objects.filter(order__member=member, order__cycle=cycle)
    columns = ["at", "by_id", "channel", "kind", "name", "quantity_before", "quantity_after"]
    return list(found.order_by("-pk").only(*columns)[:most])
