"""The files of orders that go out (feeds.md, «Out»)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connections

from catalog.models import Cycle
from orders.models import Channel
from todock.feeds.exporting import write_export
from todock.feeds.models import FeedFile
from todock.lib.clock import japan

COLUMNS = [
    "連番",
    "企画回コード",
    "コースコード",
    "組合員番号",
    "注文番号",
    "数量",
    "区分",
    "経路",
    "代替可",
    "ポイント利用",
    "更新日時",
]

#: 区分 of a line.
_NORMAL, _STANDING = "1", "2"

#: Read through a server-side cursor in one snapshot: as many lines as there are, in constant
#: memory, always in the same order.
_LINES = """
SELECT c.code, m.member_number, f.order_number, l.quantity, l.standing, l.channel,
       l.accepts_substitute, l.updated_at,
       CASE row_number() OVER (PARTITION BY o.id ORDER BY f.order_number)
           WHEN 1 THEN o.points_used ELSE 0 END
FROM orders_orderwindow w
JOIN members_course c ON c.id = w.course_id
JOIN orders_order o ON o.window_id = w.id
JOIN members_member m ON m.id = o.member_id
JOIN orders_orderline l ON l.order_id = o.id
JOIN catalog_offer f ON f.id = l.offer_id
WHERE w.cycle_id = %s AND w.closes_at = %s AND w.closed_at IS NOT NULL AND l.channel = %s
ORDER BY c.code, m.member_number, f.order_number
"""
_AT_A_TIME = 5_000


def write_orders(*, cycle_id: int, closes_at: datetime) -> FeedFile:
    """Write ``orders_<cycle>_<deadline>`` from the frozen lines of one deadline.

    ポイント利用 is told once an order, on its first line, so that the column adds up. Lines of
    other channels came from the order-intake system and do not go back to it. The marker's third
    line is the sum of 数量. The same lines give the same bytes.
    """
    cycle = Cycle.objects.get(pk=cycle_id)
    pieces = 0

    def rows() -> Iterator[list[object]]:
        nonlocal pieces
        for number, line in enumerate(_lines(cycle_id, closes_at), start=1):
            course, member_number, order_number, quantity, standing, channel, *rest = line
            substitute, at, points = rest
            pieces += quantity
            yield [
                number,
                cycle.code,
                course,
                member_number,
                order_number,
                quantity,
                _STANDING if standing else _NORMAL,
                channel,
                substitute,
                points,
                f"{japan(at):%Y-%m-%d %H:%M}",
            ]

    return write_export(
        kind="orders",
        name=f"orders_{cycle.code}_{japan(closes_at):%Y%m%d%H%M}",
        columns=COLUMNS,
        rows=rows(),
        marker_lines=lambda: [str(pieces)],
    )


def _lines(cycle_id: int, closes_at: datetime) -> Iterator[tuple]:
    with connections["default"].cursor() as cursor:
        wrapped = cursor.connection
        with wrapped.transaction():
            wrapped.execute("SET LOCAL statement_timeout = 0")
            with wrapped.cursor(name="export_of_orders") as lines:
                lines.itersize = _AT_A_TIME
                lines.execute(_LINES, [cycle_id, closes_at, Channel.WEB])
                yield from lines
