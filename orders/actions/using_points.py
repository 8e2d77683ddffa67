"""Points on an open order: what is held in the ledger follows what is on the order.

Called with the order locked, in the transaction of the change. The account is locked after the
order, never before: the closing goes the same way.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from orders.models import Channel, Order, OrderEvent
from orders.queries import sums
from orders.rules.pricing import usable_points
from points import actions as ledger_actions
from points.models import Account

#: What was chosen, and the sums of the order per rate.
_STANDING = f"""
SELECT o.member_id, o.points_mode, o.points_wanted, o.points_used, o.points_serial, {sums.COLUMNS}
FROM orders_order o LEFT JOIN orders_sums s ON s.order_id = o.id
WHERE o.id = %s
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


class PointsChoice(NamedTuple):
    """How points are to be used (PointsMode), and how many when that is a number."""

    mode: str
    points: int = 0


def settle(
    order_id: int, *, by_id: int | None, at: datetime, choice: PointsChoice | None = None
) -> Use:
    """Hold as many points as the member wants and the goods allow; release what is too much.

    ``choice`` is a new one; None is the one that stands. A change of the order is never refused
    for want of points: fewer are used. Returns what came of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [order_id])
        rows = cursor.fetchall()
    member_id, mode, wanted, used, serial = rows[0][:5]
    stands = PointsChoice(mode, wanted)
    choice = choice or stands
    goods = sum(each.goods for each in sums.sums_of([row[5:] for row in rows]))
    account = _locked_account(member_id)
    available = account.available if account else 0
    target = usable_points(
        choice.mode,
        choice.points,
        goods=goods,
        at_hand=available + used,
        unit=settings.POINTS_UNIT,
        least=settings.POINTS_LEAST,
    )
    if (target, choice) != (used, stands):
        moved = int(target != used)
        Order.objects.filter(pk=order_id).update(
            points_mode=choice.mode,
            points_wanted=choice.points,
            points_used=target,
            points_serial=serial + moved,
        )
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
    OrderEvent.objects.create(
        order_id=order_id,
        at=at,
        by_id=by_id,
        channel=Channel.WEB,
        kind=OrderEvent.Kind.POINTS,
        name=what,
    )


def _locked_account(member_id: int) -> Account | None:
    found = Account.objects.select_for_update(no_key=True).filter(
        member=member_id, closed_at__isnull=True
    )
    return found.first()
