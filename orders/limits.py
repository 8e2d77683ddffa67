"""What a member may still buy: unbilled + open orders within the purchase limit (rule 11)."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings

from members.models import Member
from orders.fees import fee_for
from orders.models import OrderLine, PurchaseLimit
from orders.pricing import PricedLine, summarise


@dataclass(frozen=True)
class Room:
    """The purchase limit and what is used of it, in yen with tax."""

    limit: int
    unbilled: int
    open_orders: int

    @property
    def used(self) -> int:
        """What counts against the limit."""
        return self.unbilled + self.open_orders

    @property
    def left(self) -> int:
        """What may still be bought; negative when a limit was lowered beneath what is used."""
        return self.limit - self.used


def open_orders_total(member: Member) -> int:
    """Return what all open orders of ``member`` cost together: yen with tax and fees."""
    lines = OrderLine.objects.filter(
        order__member=member, order__closed_at__isnull=True
    ).values_list(
        "order_id",
        "order__window__delivers_on",
        "quantity",
        "offer__price_ex_tax",
        "offer__product__tax_rate",
    )
    orders: dict[tuple, list[PricedLine]] = defaultdict(list)
    for order_id, delivers_on, *priced in lines:
        orders[order_id, delivers_on].append(PricedLine(*priced))
    return sum(
        summarise(lines, fee_for(member=member, delivers_on=delivers_on)).payable
        for (_order_id, delivers_on), lines in orders.items()
    )


def room_of(member: Member) -> Room | None:
    """Return the limit of ``member`` and what is used of it; None when there is no limit."""
    limit = PurchaseLimit.objects.filter(member=member).first()
    if limit is None and settings.DEFAULT_PURCHASE_LIMIT is None:
        return None
    return Room(
        limit=limit.limit if limit else settings.DEFAULT_PURCHASE_LIMIT,
        unbilled=limit.unbilled if limit else 0,
        open_orders=open_orders_total(member),
    )
