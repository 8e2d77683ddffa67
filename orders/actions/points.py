"""Points on an order: what its member chose, what staff give back."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from catalog.models import Cycle
from members.models import Member, User
from orders import refusals
from orders.actions import using_points
from orders.actions.opening import lock_open_order
from orders.actions.statements import LockedOrder
from orders.actions.using_points import PointsChoice, Use
from orders.models import Order, PointsMode
from points import refusals as ledger_refusals


@transaction.atomic
def set_points(*, member: Member, cycle: Cycle, mode: str, by: User | None, points: int = 0) -> Use:
    """Set how many points are used on the order: none, a number of them, or all (PointsMode).

    They are held in the ledger at once, and follow the order when it changes: never more than
    the goods cost with tax, in units of POINTS_UNIT. Asking again for what stands changes
    nothing. Raises a Refusal after the deadline, for a number that is no whole unit or fewer
    than POINTS_LEAST, and NotEnoughPoints for one that the member does not have.
    """
    if mode == PointsMode.NUMBER:
        _refuse_number_of_points(points)
    locked = lock_open_order(member, cycle)
    use = _choose_points(locked, mode, points if mode == PointsMode.NUMBER else 0, by)
    if mode == PointsMode.NUMBER and points > use.at_hand:
        raise refusals.NotEnoughPoints(use.at_hand)
    return use


@transaction.atomic
def give_points_back(
    *, order: Order, points: int, reason: str, shown: int, by: User, at: datetime
) -> None:
    """Give back points that a closed order used, for what could not be delivered.

    ``shown`` is ``points_serial`` as the page showed it: a second press raises PointsMoved. Raises
    MorePointsThanUsed, or PointsEnded when the member has left. What was frozen stays; the reason
    is read by the member.
    """
    order = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
    if order.points_serial != shown:
        raise refusals.PointsMoved
    try:
        using_points.give_back(order, points, reason=reason, by_id=by.pk, at=at)
    except ledger_refusals.NothingTaken as error:
        raise refusals.MorePointsThanUsed from error
    except ledger_refusals.AccountClosed as error:
        raise refusals.PointsEnded from error


def _refuse_number_of_points(points: int) -> None:
    unit, least = settings.POINTS_UNIT, settings.POINTS_LEAST
    if points < max(least, 1) or points % unit:
        raise refusals.PointsNotInUnits(least=max(least, unit), unit=unit)


def _choose_points(locked: LockedOrder, mode: str, wanted: int, by: User | None) -> Use:
    return using_points.settle(
        locked.order_id,
        choice=PointsChoice(mode, wanted),
        by_id=by.pk if by else None,
        at=locked.now,
    )
