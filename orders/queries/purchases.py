"""購買履歴: what a member bought in shops and by delivery, by month and kind of goods. Reads only.

Shops and the rest are receipts (points.models.Sale) in yen before tax, as the shop systems tell
them. Deliveries are the member's closed orders, as they were frozen, in yen with tax, in the month
of the delivery day. Receipts of the delivery are the same goods as billed, and left out here.
"""

from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.db import connection

from members.models import Member
from points.models import Sale
from todock.lib import months

Business = Sale.Business


class Month(NamedTuple):
    """What was bought in a month, in yen."""

    first_day: date
    #: Before tax; None without a receipt.
    shops: int | None
    others: int | None
    #: With tax and fee, before points; None without an order.
    deliveries: int | None

    @property
    def in_shops(self) -> int | None:
        """Shops and the rest together, before tax; None without a receipt."""
        if self.shops is None and self.others is None:
            return None
        return (self.shops or 0) + (self.others or 0)


#: The orders of a member that count: closed, with something on them.
ORDERS = """
FROM orders_order o JOIN orders_orderwindow w ON w.id = o.window_id
WHERE o.member_id = %(member)s AND o.closed_at IS NOT NULL
    AND EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id)
"""
_MONTHS = f"""
WITH bought AS (
    SELECT date_trunc('month', sold_at AT TIME ZONE 'Asia/Tokyo')::date AS month,
        CASE WHEN business = {Business.SHOP} THEN ex_tax END AS shop,
        CASE WHEN business = {Business.OTHER} THEN ex_tax END AS other, NULL::bigint AS delivery
    FROM points_sale WHERE member_id = %(member)s AND business <> {Business.DELIVERY}
    UNION ALL
    SELECT date_trunc('month', w.delivers_on)::date, NULL, NULL,
        (SELECT sum(b.payable) FROM orders_billed b WHERE b.order_id = o.id)
    {ORDERS}
)
SELECT month, sum(shop)::bigint, sum(other)::bigint, sum(delivery)::bigint
FROM bought GROUP BY month ORDER BY month DESC OFFSET %(start)s LIMIT %(most)s
"""


def months_of(member: Member, start: int, most: int) -> list[Month]:
    """Return months in which something was bought, the newest first, in one query."""
    values = {"member": member.pk, "start": start, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, values)
        return [Month._make(row) for row in cursor]


class Receipt(NamedTuple):
    """One receipt, in yen before tax, and the entry of the ledger that it earned."""

    number: str
    at: datetime
    business: int
    place: str
    ex_tax: int
    movement_id: int | None

    @property
    def shown_place(self) -> str:
        """Where it was, also where the shop system does not say."""
        return self.place or str(Business(self.business).label)


class Place(NamedTuple):
    """The receipts of one shop."""

    name: str
    ex_tax: int
    receipts: list[Receipt]


_RECEIPTS = f"""
SELECT s.number, s.sold_at, s.business, s.place, s.ex_tax, earned.id
FROM points_sale s
LEFT JOIN LATERAL (
    SELECT t.id FROM points_transaction t
    JOIN points_entry e ON e.transaction_id = t.id
    JOIN points_account a ON a.id = e.account_id AND a.member_id = s.member_id
    WHERE t.key = 'feed:' || s.number || ':E' LIMIT 1
) earned ON true
WHERE s.member_id = %(member)s AND s.business <> {Business.DELIVERY}
    AND s.sold_at >= %(starts)s AND s.sold_at < %(ends)s
ORDER BY s.sold_at DESC, s.number
"""


def places_of(member: Member, month: date) -> list[Place]:
    """Return the receipts of a month by shop, the most spent first, in one query."""
    values = {"member": member.pk, "starts": months.starts_at(month), "ends": months.ends_at(month)}
    with connection.cursor() as cursor:
        cursor.execute(_RECEIPTS, values)
        receipts = [Receipt._make(row) for row in cursor]
    by_place = sorted(receipts, key=lambda each: each.shown_place)
    places = []
    for name, group in groupby(by_place, lambda each: each.shown_place):
        found = sorted(group, key=lambda each: each.at, reverse=True)
        places.append(Place(name, sum(each.ex_tax for each in found), found))
    return sorted(places, key=lambda place: -place.ex_tax)


class Delivery(NamedTuple):
    """One closed order as it was frozen, in yen with tax."""

    cycle_code: str
    cycle_name: str
    delivers_on: date
    payable: int
    fee: int
    points: int


class Kind(NamedTuple):
    """Goods of one top category, in yen with tax as the prices add up."""

    name: str
    quantity: int
    inc_tax: int


class Deliveries(NamedTuple):
    """The deliveries of a month, and what they consisted of."""

    orders: list[Delivery]
    kinds: list[Kind]

    @property
    def payable(self) -> int:
        """Yen with tax and fee, before points."""
        return sum(order.payable for order in self.orders)

    @property
    def fees(self) -> int:
        """Yen with tax."""
        return sum(order.fee for order in self.orders)

    @property
    def points(self) -> int:
        """Points that paid a part of it."""
        return sum(order.points for order in self.orders)

    @property
    def rounding(self) -> int:
        """Yen that the tax per rate differs from the sum of the prices with tax."""
        return self.payable - self.fees - sum(kind.inc_tax for kind in self.kinds)


_IN_MONTH = "AND w.delivers_on >= %(starts)s AND w.delivers_on < %(ends)s"
_DELIVERIES = f"""
SELECT c.code, c.name, w.delivers_on, sums.payable, o.fee_inc_tax, o.points_used
FROM (SELECT o.id, w.delivers_on {ORDERS} {_IN_MONTH}) w
JOIN orders_order o ON o.id = w.id
JOIN catalog_cycle c ON c.id = o.cycle_id
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(b.payable), 0)::bigint AS payable
    FROM orders_billed b WHERE b.order_id = o.id
) sums
ORDER BY w.delivers_on DESC, c.code DESC
"""
#: The kind of goods is that of the catalogue now; a line knows its product, not its shelf.
_KINDS = f"""
SELECT COALESCE(top.name, g.name), sum(l.quantity)::int,
    sum(l.price_inc_tax * l.quantity)::bigint AS inc_tax
FROM (SELECT o.id {ORDERS} {_IN_MONTH}) o
JOIN orders_orderline l ON l.order_id = o.id
JOIN catalog_offer f ON f.id = l.offer_id
JOIN catalog_product p ON p.id = f.product_id
JOIN catalog_category g ON g.id = p.category_id
LEFT JOIN catalog_category top ON top.code = split_part(g.path, '/', 1)
GROUP BY 1 ORDER BY inc_tax DESC, 1
"""


def deliveries_of(member: Member, month: date) -> Deliveries:
    """Return the deliveries of a month, in two queries."""
    values = {"member": member.pk, "starts": month, "ends": months.shifted(month, 1)}
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERIES, values)
        orders = [Delivery._make(row) for row in cursor]
        cursor.execute(_KINDS, values)
        return Deliveries(orders, [Kind._make(row) for row in cursor])
