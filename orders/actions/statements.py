"""The statements that lock and write an order.

Plain SQL, because each must say in one statement what the ORM would need several for: lock and
read the clock, write a line and its event.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from orders.models import PointsMode

_ORDER_AND_WINDOW = """
    orders_order.id, orders_order.closed_at, w.opens_at, w.closes_at, w.closed_at, w.delivers_on,
    clock_timestamp(), orders_order.points_mode
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
    RETURNING id, closed_at, points_mode
)
SELECT o.id, o.closed_at, w.opens_at, w.closes_at, w.closed_at, w.delivers_on, clock_timestamp(),
    o.points_mode
FROM w LEFT JOIN o ON true
"""

#: What stands, and the rules of the offer as they are now: the page may have read them long ago.
_STANDING = """
SELECT l.quantity, l.channel, limits.ordering_stopped,
    f.withdrawn_at IS NOT NULL OR p.withdrawn_at IS NOT NULL, f.closes_at, f.per_order_limit
FROM catalog_offer f
JOIN catalog_product p ON p.id = f.product_id
LEFT JOIN orders_orderline l ON l.order_id = %s AND l.offer_id = f.id
LEFT JOIN orders_purchaselimit limits ON limits.member_id = %s
WHERE f.id = %s
"""

_EVENT = """
INSERT INTO orders_orderevent
    (order_id, by_id, channel, kind, order_number, name, quantity_before, quantity_after)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
RETURNING EXISTS (SELECT FROM catalog_offerstock WHERE offer_id = %s)
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
    #: How points are used on it; None without an order.
    points_mode: str | None

    @property
    def uses_points(self) -> bool:
        """Whether what is held in the ledger has to follow a change."""
        return self.points_mode not in (None, PointsMode.NONE)


@dataclass(frozen=True)
class Standing:
    """What stands on the order of one offer, and what decides about a change of it."""

    quantity: int
    channel: str | None
    ordering_stopped: bool
    #: The offer, or its product, is withdrawn.
    withdrawn: bool
    offer_closes_at: datetime | None
    per_order_limit: int | None


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


def read_standing(*, order_id: int, offer_id: int, member_id: int) -> Standing | None:
    """Read the line, the stop and the offer's rules as they are now; None without the offer."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [order_id, member_id, offer_id])
        row = cursor.fetchone()
    if row is None:
        return None
    quantity, channel, stopped, *rules = row
    return Standing(quantity or 0, channel, bool(stopped), *rules)


def write_line(*, order_id: int, offer_id: int, quantity: int, channel: str, event: tuple) -> bool:
    """Set the line to ``quantity`` pieces (0 removes it), and append ``event``.

    ``event`` is (by_id, channel, kind, order_number, name, before, after). Returns whether the
    offer is limited: read after the line is written, because a feed that makes an offer limited
    keeps lines out while it counts them.
    """
    event = (order_id, *event, offer_id)
    with connection.cursor() as cursor:
        if quantity:
            cursor.execute(_PUT_LINE, [order_id, offer_id, quantity, channel, *event])
        else:
            cursor.execute(_DROP_LINE, [order_id, offer_id, *event])
        return cursor.fetchone()[0]
