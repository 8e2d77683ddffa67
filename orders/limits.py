"""What a member may still buy: unbilled + open orders within the purchase limit (rule 11)."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from members.models import Member
from orders import fees
from orders.models import PurchaseLimit
from orders.pricing import NO_FEE, Fee, PricedLine, summarise


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


_OPEN_ORDERS = f"""
SELECT o.id, p.tax_rate, sum(f.price_ex_tax * l.quantity), fee.fee_inc_tax, fee.tax_rate
FROM orders_order o
JOIN orders_orderwindow w ON w.id = o.window_id
JOIN members_member m ON m.id = o.member_id
JOIN orders_orderline l ON l.order_id = o.id
JOIN catalog_offer f ON f.id = l.offer_id
JOIN catalog_product p ON p.id = f.product_id
{fees.JOIN}
WHERE o.member_id = %s AND o.closed_at IS NULL
GROUP BY o.id, p.tax_rate, fee.fee_inc_tax, fee.tax_rate
"""


def open_orders_total(member: Member) -> int:
    """Return what all open orders of ``member`` cost together: yen with tax and fees."""
    orders: dict[int, list[PricedLine]] = defaultdict(list)
    fee_of: dict[int, Fee] = {}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_ORDERS, [member.pk])
        for order_id, tax_rate, ex_tax, fee_inc_tax, fee_tax_rate in cursor:
            orders[order_id].append(PricedLine(1, int(ex_tax), tax_rate))
            fee_of[order_id] = NO_FEE if fee_inc_tax is None else Fee(fee_inc_tax, fee_tax_rate)
    return sum(summarise(sums, fee_of[order_id]).payable for order_id, sums in orders.items())


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
