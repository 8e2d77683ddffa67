"""Points on an open order: what is held in the ledger follows what is on the order.

Called with the order locked, in the transaction of the change. The account is locked after the
order, never before: the closing goes the same way.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from orders.models import Channel, Order, OrderEvent
from orders.queries import fees
from orders.rules.pricing import NO_FEE, Fee, PricedLine, summarise, usable_points
from points import actions as ledger_actions
from points.models import Account

#: The wish, and the sums of the order per rate: as the order page adds them up. Prices of a closed
#: order are its own.
_STANDING = f"""
SELECT o.member_id, o.points_mode, o.points_wanted, o.points_used, o.points_serial,
    fee.fee_inc_tax, fee.tax_rate, COALESCE(l.tax_rate, p.tax_rate),
    sum(COALESCE(l.price_ex_tax, f.price_ex_tax) * l.quantity)
FROM orders_order o
JOIN orders_orderwindow w ON w.id = o.window_id
JOIN members_member m ON m.id = o.member_id
LEFT JOIN orders_orderline l ON l.order_id = o.id
LEFT JOIN catalog_offer f ON f.id = l.offer_id
LEFT JOIN catalog_product p ON p.id = f.product_id
{fees.JOIN}
WHERE o.id = %s
GROUP BY o.id, fee.fee_inc_tax, fee.tax_rate, COALESCE(l.tax_rate, p.tax_rate)
"""  # noqa: S608

_SAVE = """
UPDATE orders_order SET points_mode = %(mode)s, points_wanted = %(wanted)s,
    points_used = %(used)s, points_serial = %(serial)s
WHERE id = %(order)s
"""
_EVENT = """
INSERT INTO orders_orderevent
    (order_id, at, by_id, channel, kind, order_number, name, quantity_before, quantity_after)
VALUES (%s, %s, %s, %s, %s, '', %s, 0, 0)
"""


def subject_of(order_id: int) -> str:
    """Return what the ledger calls an order."""
    return f"order:{order_id}"


#: The same in SQL, of the order ``o``.
SUBJECT_SQL = "'order:' || o.id"


@dataclass(frozen=True)
class Use:
    """Points that an order used before and uses now, and what the goods cost in yen with tax."""

    before: int
    used: int
    goods: int
    #: What is available besides what the order uses.
    available: int

    @property
    def at_hand(self) -> int:
        """What may be used on this order at most, as far as points go."""
        return self.available + self.used


class Wish(NamedTuple):
    """How points are to be used (PointsMode), and how many when that is a number."""

    mode: str
    points: int = 0


def settle(order_id: int, *, by_id: int | None, at: datetime, wish: Wish | None = None) -> Use:
    """Hold as many points as the member wants and the goods allow; release what is too much.

    ``wish`` is a new wish; None is the one that stands. A change of the order is never refused
    for want of points: fewer are used. Returns what came of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [order_id])
        rows = cursor.fetchall()
    member_id, mode, wanted, used, serial = rows[0][:5]
    stands = Wish(mode, wanted)
    wish = wish or stands
    goods = _goods(rows)
    account = _locked_account(member_id)
    available = account.available if account else 0
    target = usable_points(wish.mode, wish.points, goods=goods, at_hand=available + used)
    if (target, wish) != (used, stands):
        moved = int(target != used)
        _save(order_id, wish, target, serial + moved)
        if moved:
            _move(account, order_id, used, target, serial + 1, at)
            note(order_id, f"{used} → {target}", by_id=by_id, at=at)
    return Use(before=used, used=target, goods=goods, available=available + used - target)


def _move(
    account: Account, order_id: int, used: int, target: int, serial: int, at: datetime
) -> None:
    move = ledger_actions.hold if target > used else ledger_actions.release
    move(
        account=account,
        points=abs(target - used),
        subject=subject_of(order_id),
        key=f"{subject_of(order_id)}:move:{serial}",
        at=at,
    )


def give_back(order: Order, points: int, *, reason: str, by_id: int, at: datetime) -> None:
    """Return points of a closed order, locked by the caller, to its member.

    Raises the ledger's NothingTaken for more than it used.
    """
    order.points_serial += 1
    ledger_actions.give_back(
        account=Account.objects.get(member=order.member_id),
        points=points,
        subject=subject_of(order.pk),
        key=f"{subject_of(order.pk)}:back:{order.points_serial}",
        at=at,
        reason=reason,
        by_id=by_id,
    )
    order.save(update_fields=["points_serial"])
    note(order.pk, f"+{points}", by_id=by_id, at=at)


def note(order_id: int, what: str, *, by_id: int | None, at: datetime) -> None:
    """Write down in the order's log what happened to its points: ``0 → 500``."""
    values = [order_id, at, by_id, Channel.WEB, OrderEvent.Kind.POINTS, what]
    with connection.cursor() as cursor:
        cursor.execute(_EVENT, values)


def _goods(rows: list[tuple]) -> int:
    fee_inc_tax, fee_tax_rate = rows[0][5:7]
    fee = NO_FEE if fee_inc_tax is None else Fee(fee_inc_tax, fee_tax_rate)
    lines = [PricedLine(1, int(ex_tax), rate) for *_order, rate, ex_tax in rows if ex_tax]
    return sum(summarise(lines, fee).goods.values())


def _locked_account(member_id: int) -> Account | None:
    found = Account.objects.select_for_update(no_key=True).filter(
        member=member_id, closed_at__isnull=True
    )
    return found.first()


def _save(order_id: int, wish: Wish, used: int, serial: int) -> None:
    values = {
        "order": order_id,
        "mode": wish.mode,
        "wanted": wish.points,
        "used": used,
        "serial": serial,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, values)
