"""The deadline: windows close, lines and points freeze, mails wait, the export goes out.

Every window that is due and not closed is closed, however long ago it was due. Running twice
changes nothing: what is closed is closed, and an export of frozen lines has the same bytes.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from members.models import Member
from orders.actions import closing_points
from orders.feeds import orders
from orders.models import Channel, OrderEvent, OrderWindow
from orders.queries import fees
from todock.feeds.models import FeedFile
from todock.lib import clock, money
from todock.post import mail

logger = logging.getLogger(__name__)

Result = TypeVar("Result")


@dataclass(frozen=True)
class Deadline:
    """One instant at which windows of one cycle close together: one export file."""

    cycle_id: int
    closes_at: datetime


def close_due_windows(*, at: datetime | None = None) -> list[FeedFile]:
    """Close every window whose deadline is not after ``at``, and write what is not written yet.

    ``at`` defaults to the database clock less CLOSING_DELAY_SECONDS: a change that was accepted
    in time may take as long as the statement timeout to be saved. A window that has not opened
    yet is left alone. Returns the files written, oldest deadline first. Safe to run twice and at
    the same time. A deadline that fails does not stop the others; the first error is raised when
    all were tried.
    """
    now = clock.database_now()
    if at is None:
        at = now - timedelta(seconds=settings.CLOSING_DELAY_SECONDS)
    due = OrderWindow.objects.due(at).filter(opens_at__lte=now)
    errors = _each(_deadlines(due), close)[1]
    waiting = OrderWindow.objects.filter(closed_at__isnull=False, exported_at__isnull=True)
    files, more_errors = _each(_deadlines(waiting.order_by("closes_at")), export)
    for error in errors + more_errors:
        raise error
    return files


def exports_up_to(*, at: datetime) -> list[FeedFile]:
    """Write again the exports of the deadlines up to ``at`` of the last four weeks.

    An export that lies in the outbox is left as it is; one that is missing gets the same bytes.
    """
    oldest = min(at, clock.database_now()) - timedelta(days=28)
    closed = OrderWindow.objects.filter(closed_at__isnull=False, closes_at__range=(oldest, at))
    return [export(deadline) for deadline in _deadlines(closed.order_by("closes_at"))]


def _each(
    deadlines: list[Deadline], do: Callable[[Deadline], Result]
) -> tuple[list[Result], list[Exception]]:
    """Call ``do`` for each deadline; return what came of it, and the errors."""
    results, errors = [], []
    for deadline in deadlines:
        try:
            results.append(do(deadline))
        except Exception as error:
            logger.error(
                "The deadline of %s of cycle %s failed: %s.",
                deadline.closes_at.isoformat(),
                deadline.cycle_id,
                type(error).__name__,
            )
            errors.append(error)
    return results, errors


def overdue(*, at: datetime) -> list[OrderWindow]:
    """Return the windows that should have been closed and exported CLOSING_ALARM_MINUTES ago."""
    due = at - timedelta(minutes=settings.CLOSING_ALARM_MINUTES)
    return list(
        OrderWindow.objects.filter(closes_at__lte=due, exported_at__isnull=True)
        .select_related("cycle", "course")
        .order_by("closes_at")
    )


def _deadlines(windows: QuerySet[OrderWindow]) -> list[Deadline]:
    pairs = windows.values_list("cycle_id", "closes_at")
    return [Deadline(*pair) for pair in dict.fromkeys(pairs)]


@transaction.atomic
def close(deadline: Deadline) -> int:
    """Close the windows of ``deadline``: freeze orders and lines, note past purchases and mails.

    Returns the number of orders closed. A change that holds its order is waited for; one that
    comes later meets a closed window.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL lock_timeout = 0")
    windows = list(
        OrderWindow.objects.select_for_update(of=("self",))
        .filter(cycle_id=deadline.cycle_id, closes_at=deadline.closes_at, closed_at__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if not windows:
        return 0
    # Closed by hand before the deadline, it counts as closed at the deadline.
    closed_at = max(timezone.now(), deadline.closes_at)
    closed = _freeze(windows, closed_at)
    closing_points.freeze(windows, closes_at=deadline.closes_at)
    OrderWindow.objects.filter(pk__in=windows).update(closed_at=closed_at)
    logger.info("Closed %s windows with %s orders.", len(windows), closed)
    return closed


#: Waits for and locks every order of the windows.
_LOCK_ORDERS = """
SELECT count(*) FROM (
    SELECT id FROM orders_order WHERE window_id = ANY(%(windows)s) ORDER BY id FOR UPDATE
) AS locked
"""

#: Freezes the fee with the order: no goods, no fee (docs/domain.md rule 14).
_CLOSE_ORDERS = f"""
UPDATE orders_order o
SET closed_at = %(at)s, fee_tax_rate = COALESCE(fee.tax_rate, 10), fee_inc_tax = CASE
    WHEN EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id)
    THEN COALESCE(fee.fee_inc_tax, 0) ELSE 0 END
FROM orders_order again
JOIN orders_orderwindow w ON w.id = again.window_id
JOIN members_member m ON m.id = again.member_id
{fees.JOIN}
WHERE o.id = again.id AND w.id = ANY(%(windows)s) AND o.closed_at IS NULL
"""

_FREEZE_LINES = """
UPDATE orders_orderline l SET name = concat_ws(' ', p.name, NULLIF(p.spec, '')),
    price_ex_tax = f.price_ex_tax, price_inc_tax = f.price_inc_tax, tax_rate = p.tax_rate
FROM orders_order o, catalog_offer f, catalog_product p
WHERE l.order_id = o.id AND f.id = l.offer_id AND p.id = f.product_id
  AND o.window_id = ANY(%(windows)s) AND l.name IS NULL
"""

#: The sums per rate as they stand on the frozen lines, and the tax of each, rounded once.
_SUMS = """
INSERT INTO orders_ordertotal (order_id, tax_rate, ex_tax, tax)
SELECT order_id, tax_rate, ex_tax, {tax} FROM orders_sums WHERE window_id = ANY(%(windows)s)
ON CONFLICT (order_id, tax_rate) DO NOTHING
"""

_EVENTS = f"""
INSERT INTO orders_orderevent
    (order_id, at, channel, kind, order_number, name, quantity_before, quantity_after)
SELECT o.id, %(at)s, '{Channel.WEB}', '{OrderEvent.Kind.CLOSED}', '', '', 0, 0
FROM orders_order o WHERE o.window_id = ANY(%(windows)s)
  AND EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id)
"""

_PAST_PURCHASES = """
INSERT INTO orders_pastpurchase AS past (member_id, product_id, cycle_id, quantity, times)
SELECT o.member_id, f.product_id, o.cycle_id, sum(l.quantity), 1
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
JOIN catalog_offer f ON f.id = l.offer_id
WHERE o.window_id = ANY(%(windows)s)
GROUP BY o.member_id, f.product_id, o.cycle_id
ON CONFLICT (member_id, product_id) DO UPDATE
SET cycle_id = EXCLUDED.cycle_id, quantity = EXCLUDED.quantity, times = past.times + 1
"""

#: Kind of mail: see orders.mails.
ORDER_CLOSED = "order_closed"

_WITH_GOODS = """
SELECT o.member_id, o.id::text
FROM orders_order o WHERE o.window_id = ANY(%(windows)s)
  AND EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id)
"""


def _freeze(windows: list[int], closed_at: datetime) -> int:
    values = {"windows": windows, "at": closed_at}
    sums = _SUMS.format(tax=money.divide_sql("ex_tax * tax_rate", "100", settings.TAX_ROUNDING))
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ORDERS, values)
        cursor.execute(_CLOSE_ORDERS, values)
        closed = cursor.rowcount
        for statement in (_FREEZE_LINES, sums, _EVENTS, _PAST_PURCHASES):
            cursor.execute(statement, values)
    mail.write_selected(ORDER_CLOSED, to=Member, rows=_WITH_GOODS, values=values)
    return closed


def export(deadline: Deadline) -> FeedFile:
    """Write the export of ``deadline`` to the outbox, and note that it is written.

    Outside of any transaction, because it touches storage; a run that dies before the note is
    made writes the same bytes again.
    """
    feed_file = orders.write_orders(cycle_id=deadline.cycle_id, closes_at=deadline.closes_at)
    OrderWindow.objects.filter(
        cycle_id=deadline.cycle_id,
        closes_at=deadline.closes_at,
        closed_at__isnull=False,
        exported_at__isnull=True,
    ).update(exported_at=timezone.now())
    return feed_file
