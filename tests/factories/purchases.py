"""Order windows, limits and orders for tests. Instants are relative to the real clock."""

from datetime import date, datetime, timedelta

from catalog.models import Cycle, Offer
from members.models import Course, Member
from orders.actions import quantities
from orders.models import OrderLine, OrderWindow, PurchaseLimit
from tests.factories import goods, people
from todock.lib import clock


def window(
    cycle: Cycle | None = None,
    course: Course | None = None,
    *,
    closes_at: datetime | None = None,
    opens_at: datetime | None = None,
    delivers_on: date | None = None,
) -> OrderWindow:
    """An open window: it opened yesterday, closes in two days and delivers six days later."""
    closes_at = closes_at or clock.now() + timedelta(days=2)
    return OrderWindow.objects.create(
        cycle=cycle or goods.cycle(),
        course=course or people.course(),
        opens_at=opens_at or closes_at - timedelta(days=3),
        closes_at=closes_at,
        delivers_on=delivers_on or clock.japan_date(closes_at) + timedelta(days=6),
    )


def purchase_limit(member: Member, limit: int = 50_000, **kw: object) -> PurchaseLimit:
    """The purchase limit of ``member`` in yen."""
    return PurchaseLimit.objects.create(
        **{"member": member, "limit": limit, "unbilled": 0, "as_of": clock.now(), **kw}
    )


def ordered(member: Member, offer: Offer, quantity: int = 1) -> None:
    """Put ``quantity`` pieces of ``offer`` on the member's order."""
    quantities.set_quantity(
        member=member, offer=offer, quantity=quantity, by=member.user, born_on=member.born_on
    )


def set_to(member: Member, offer: Offer, quantity: int, **kw: object) -> quantities.Change:
    """Set the quantity as the member herself."""
    return quantities.set_quantity(
        member=member, offer=offer, quantity=quantity, by=member.user, **kw
    )


def quantity_of(member: Member, offer: Offer) -> int:
    """Return the pieces that stand on the order, 0 without a line."""
    line = OrderLine.objects.filter(order__member=member, offer=offer).first()
    return line.quantity if line else 0
