"""What a member may still buy: unbilled + open orders within the purchase limit (rule 11)."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from members.models import Member
from orders.queries import fees
from orders.rules.pricing import NO_FEE, Fee, PricedLine, summarise


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


#: The limit, and the sums of the open orders per rate; one row without sums when there are none.
_ROOM = f"""
SELECT limits."limit", limits.unbilled, o.id, p.tax_rate, sum(f.price_ex_tax * l.quantity),
    fee.fee_inc_tax, fee.tax_rate
FROM members_member m
LEFT JOIN orders_purchaselimit limits ON limits.member_id = m.id
LEFT JOIN orders_order o ON o.member_id = m.id AND o.closed_at IS NULL
LEFT JOIN orders_orderwindow w ON w.id = o.window_id
LEFT JOIN orders_orderline l ON l.order_id = o.id
LEFT JOIN catalog_offer f ON f.id = l.offer_id
LEFT JOIN catalog_product p ON p.id = f.product_id
{fees.JOIN}
WHERE m.id = %s
GROUP BY limits."limit", limits.unbilled, o.id, p.tax_rate, fee.fee_inc_tax, fee.tax_rate
"""


def room_of(member: Member) -> Room | None:
    """Return the limit of ``member`` and what is used of it; None when there is no limit.

    One query; in a transaction that holds the member's orders it is exact.
    """
    orders: dict[int, list[PricedLine]] = defaultdict(list)
    fee_of: dict[int, Fee] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ROOM, [member.pk])
        rows = cursor.fetchall()
    limit, unbilled = rows[0][:2]
    if limit is None:
        limit, unbilled = settings.DEFAULT_PURCHASE_LIMIT, 0
    if limit is None:
        return None
    for *_limit, order_id, tax_rate, ex_tax, fee_inc_tax, fee_tax_rate in rows:
        if ex_tax is not None:
            orders[order_id].append(PricedLine(1, int(ex_tax), tax_rate))
            fee_of[order_id] = NO_FEE if fee_inc_tax is None else Fee(fee_inc_tax, fee_tax_rate)
    total = sum(summarise(sums, fee_of[order_id]).payable for order_id, sums in orders.items())
    return Room(limit=limit, unbilled=unbilled, open_orders=total)
