"""購買履歴 as a file for spreadsheets: every receipt, every line of an order, its fee."""

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from members.models import Member
from orders.queries.purchases import ORDERS
from points.models import Sale
from todock.lib import months
from todock.lib.textfiles import spreadsheet

_AT_A_TIME = 500

#: Receipts before tax; lines of orders with tax as they were frozen, then what makes them add up
#: to what was payable: the fee, and the yen by which the tax per rate differs.
_ROWS = f"""
SELECT * FROM (
SELECT (s.sold_at AT TIME ZONE 'Asia/Tokyo')::date AS day, s.business::int AS sort,
    s.place AS place, '', '', NULL::int, s.ex_tax::bigint, s.number AS number, 0 AS nth
FROM points_sale s
WHERE s.member_id = %(member)s AND s.business <> {Sale.Business.DELIVERY}
UNION ALL
SELECT o.delivers_on, {Sale.Business.DELIVERY}, c.name, COALESCE(top.name, g.name), l.name,
    l.quantity::int, (l.price_inc_tax * l.quantity)::bigint, f.order_number, 1
FROM (SELECT o.id, o.cycle_id, w.delivers_on {ORDERS}) o
JOIN catalog_cycle c ON c.id = o.cycle_id
JOIN orders_orderline l ON l.order_id = o.id
JOIN catalog_offer f ON f.id = l.offer_id
JOIN catalog_product p ON p.id = f.product_id
JOIN catalog_category g ON g.id = p.category_id
LEFT JOIN catalog_category top ON top.code = split_part(g.path, '/', 1)
UNION ALL
SELECT o.delivers_on, {Sale.Business.DELIVERY}, c.name, '', rest.name, NULL, rest.yen, '', rest.nth
FROM (SELECT o.id, o.cycle_id, o.fee_inc_tax, w.delivers_on {ORDERS}) o
JOIN catalog_cycle c ON c.id = o.cycle_id
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(b.goods), 0)
        - (SELECT sum(l.price_inc_tax * l.quantity) FROM orders_orderline l
            WHERE l.order_id = o.id) AS yen
    FROM orders_billed b WHERE b.order_id = o.id
) off
CROSS JOIN LATERAL (VALUES
    (%(fee)s, o.fee_inc_tax::bigint, 2), (%(rounding)s, off.yen::bigint, 3)
) rest (name, yen, nth)
WHERE rest.yen <> 0
) bought
WHERE day >= %(starts)s AND day < %(ends)s
ORDER BY day DESC, sort, place, nth, number
"""


def csv_lines(member: Member, month: date | None) -> Iterator[str]:
    """Yield the lines of the file, the newest day first."""
    head = [
        _("日付"),
        _("事業"),
        _("店舗・企画回"),
        _("分類"),
        _("品名"),
        _("数量"),
        _("金額（円）"),
        _("税"),
        _("取引番号・注文番号"),
    ]
    return spreadsheet(head, _rows(member, month))


def _rows(member: Member, month: date | None) -> Iterator[list[object]]:
    values = {
        "member": member.pk,
        "starts": month or date.min,
        "ends": months.shifted(month, 1) if month else date.max,
        "fee": _("システム手数料"),
        "rounding": _("端数の調整"),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        while rows := cursor.fetchmany(_AT_A_TIME):
            for row in rows:
                yield _cells(*row)


def _cells(
    day: date,
    business: int,
    place: str,
    kind: str,
    name: str,
    quantity: int | None,
    yen: int,
    number: str,
    _nth: int,
) -> list[object]:
    with_tax = business == Sale.Business.DELIVERY
    return [
        f"{day:%Y-%m-%d}",
        str(Sale.Business(business).label),
        place,
        kind,
        name,
        "" if quantity is None else quantity,
        yen,
        _("税込") if with_tax else _("税抜"),
        number,
    ]
