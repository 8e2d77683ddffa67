"""The statements that lock and write an order.

Plain SQL, because each must say in one statement what the ORM would need several for: lock and
read the clock, write a line and its event.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

_ORDER_AND_WINDOW = """
    orders_order.id, orders_order.closed_at, w.opens_at, w.closes_at, w.closed_at, w.delivers_on,
    clock_timestamp()
"""

#: A member's orders are serialised, so that two open cycles cannot pass the purchase limit
#: together.
_ONE_AT_A_TIME = "pg_advisory_xact_lock(1, %(member_lock)s::int) AS one_at_a_time"

#: Waits for the lock, then reads the clock: RETURNING is computed after the lock is held.
_LOCK_ORDER = f"""
UPDATE orders_order SET updated_at = clock_timestamp()
FROM orders_orderwindow w, {_ONE_AT_A_TIME}
WHERE orders_order.member_id = %(member)s AND orders_order.cycle_id = %(cycle)s
  AND w.id = orders_order.window_id
RETURNING {_ORDER_AND_WINDOW}
"""

#: The lock on the window makes a first order wait for a closing that is under way, and a closing
#: wait for a first order; an order that exists is locked by both sides itself.
_OPEN_ORDER = f"""
WITH w AS (
    SELECT orders_orderwindow.* FROM {_ONE_AT_A_TIME}, orders_orderwindow
    WHERE cycle_id = %(cycle)s AND course_id = %(course)s FOR KEY SHARE OF orders_orderwindow
), o AS (
    INSERT INTO orders_order (member_id, cycle_id, window_id)
    SELECT %(member)s, w.cycle_id, w.id FROM w WHERE w.closed_at IS NULL
    ON CONFLICT (member_id, cycle_id) DO UPDATE SET updated_at = clock_timestamp()
    RETURNING id, closed_at
)
SELECT o.id, o.closed_at, w.opens_at, w.closes_at, w.closed_at, w.delivers_on, clock_timestamp()
FROM w LEFT JOIN o ON true
"""

_STANDING = """
SELECT l.quantity, l.channel, p.ordering_stopped
FROM (SELECT 1) AS one
LEFT JOIN orders_orderline l ON l.order_id = %s AND l.offer_id = %s
LEFT JOIN orders_purchaselimit p ON p.member_id = %s
"""

_EVENT = """
INSERT INTO orders_orderevent
    (order_id, by_id, channel, kind, order_number, name, quantity_before, quantity_after)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""

_PUT_LINE = f"""
WITH line AS (
    INSERT INTO orders_orderline (order_id, offer_id, quantity, channel) VALUES (%s, %s, %s, %s)
    ON CONFLICT (order_id, offer_id) DO UPDATE
    SET quantity = EXCLUDED.quantity, channel = EXCLUDED.channel, updated_at = clock_timestamp()
) {_EVENT}
"""

_DROP_LINE = f"""
WITH line AS (DELETE FROM orders_orderline WHERE order_id = %s AND offer_id = %s) {_EVENT}
"""

#: One conditional UPDATE whose row count is read; giving back (a negative number) needs no
#: condition. Never beneath zero: an order of an offer that only now became limited took nothing.
_TAKE = """
UPDATE catalog_offerstock SET taken = greatest(taken + %(pieces)s::int, 0)
WHERE offer_id = %(offer)s AND (%(pieces)s::int < 0 OR taken + %(pieces)s::int <= total_limit)
"""


@dataclass(frozen=True)
class LockedOrder:
    """An order whose row is locked until the transaction ends, and the clock read after that."""

    #: None when the window is closed and no order was made.
    order_id: int | None
    order_closed_at: datetime | None
    opens_at: datetime
    closes_at: datetime
    window_closed_at: datetime | None
    delivers_on: date
    #: The database clock, read while the lock was held.
    now: datetime


@dataclass(frozen=True)
class Standing:
    """What stands on the order of one offer, and whether the member's orders are stopped."""

    quantity: int
    channel: str | None
    ordering_stopped: bool


def lock_order(*, member_id: int, cycle_id: int, course_id: int) -> LockedOrder | None:
    """Lock the member's order of the cycle, opening it when there is none yet.

    None when the cycle has no window for the course. Needs a transaction.
    """
    values = {
        "member": member_id,
        "cycle": cycle_id,
        "course": course_id,
        "member_lock": member_id % 2**31,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ORDER, values)
        row = cursor.fetchone()
        if row is None:
            cursor.execute(_OPEN_ORDER, values)
            row = cursor.fetchone()
    return LockedOrder(*row) if row else None


def read_standing(*, order_id: int, offer_id: int, member_id: int) -> Standing:
    """Read the line of the offer and whether orders are stopped, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [order_id, offer_id, member_id])
        quantity, channel, stopped = cursor.fetchone()
    return Standing(quantity or 0, channel, bool(stopped))


def write_line(*, order_id: int, offer_id: int, quantity: int, channel: str, event: tuple) -> None:
    """Set the line to ``quantity`` pieces (0 removes it), and append ``event``.

    ``event`` is (by_id, channel, kind, order_number, name, before, after).
    """
    with connection.cursor() as cursor:
        if quantity:
            cursor.execute(_PUT_LINE, [order_id, offer_id, quantity, channel, order_id, *event])
        else:
            cursor.execute(_DROP_LINE, [order_id, offer_id, order_id, *event])


def take_stock(*, offer_id: int, pieces: int) -> bool:
    """Take ``pieces`` of a limited offer, or give back a negative number.

    Returns whether it was possible. Takers of several offers go in the order of their ids.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"offer": offer_id, "pieces": pieces})
        return cursor.rowcount == 1
