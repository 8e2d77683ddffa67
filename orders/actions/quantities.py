"""Every write to an order. Read this after orders/urls.py and the view that calls it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from catalog.models import Cycle, Offer
from members.models import Member, User
from orders import refusals
from orders.actions import statements, using_points
from orders.actions.statements import LockedOrder, Standing
from orders.actions.using_points import Use, Wish
from orders.models import Channel, Order, OrderEvent, PointsMode
from orders.queries import purchase_limit
from points import refusals as ledger_refusals
from todock.lib import clock


@dataclass(frozen=True)
class Change:
    """What an action did: the quantity before and the one that stands now, in pieces."""

    offer: Offer
    before: int
    quantity: int

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return self.before != self.quantity


def set_quantity(
    *,
    member: Member,
    offer: Offer,
    quantity: int,
    by: User | None,
    channel: str = Channel.WEB,
    shown: int | None = None,
    born_on: date | None = None,
) -> Change:
    """Set what ``member`` orders of ``offer`` to ``quantity`` pieces; 0 takes it off the order.

    Saved at once (domain.md rule 5). ``shown`` is the quantity that the member's page showed:
    asking again for what already stands changes nothing, and a page that is out of date raises
    StaleQuantity. ``born_on`` is the birth date as typed, needed to add alcohol (rule 9).

    Raises a Refusal when the deadline has passed by the database clock, the offer is not to be
    had, or a limit would be passed. Only an increase can meet a limit; a decrease never does.
    """
    return _change(
        member=member,
        offer=offer,
        wanted=lambda _stored: max(quantity, 0),
        by=by,
        channel=channel,
        shown=shown,
        born_on=born_on,
    )


def step_quantity(
    *,
    member: Member,
    offer: Offer,
    step: int,
    by: User | None,
    channel: str = Channel.WEB,
    shown: int | None = None,
    born_on: date | None = None,
) -> Change:
    """Add ``step`` pieces to what the page showed (or to what stands, when it does not say).

    A double tap sends the same ``shown`` twice and leads to the same quantity. Raises as
    set_quantity.
    """
    return _change(
        member=member,
        offer=offer,
        wanted=lambda stored: max((stored if shown is None else shown) + step, 0),
        by=by,
        channel=channel,
        shown=shown,
        born_on=born_on,
    )


@transaction.atomic
def clear_order(*, member: Member, cycle: Cycle, by: User | None) -> int:
    """Take everything ordered on the web off the order. Returns the number of lines taken off.

    Points that it uses are released, and used again only when the member says so. Raises a
    Refusal after the deadline. Lines from paper or telephone stay.
    """
    locked = _lock_open_order(member, cycle)
    # In the order of the offers' ids, like everybody who takes or gives back several.
    lines = list(
        member.orders.get(cycle=cycle)
        .lines.filter(channel=Channel.WEB)
        .select_related("offer__product")
        .order_by("offer_id")
    )
    for line in lines:
        _write(locked, line.offer, before=line.quantity, after=0, by=by, channel=Channel.WEB)
    if locked.uses_points:
        _wish_points(locked, PointsMode.NONE, 0, by)
    return len(lines)


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
    locked = _lock_open_order(member, cycle)
    use = _wish_points(locked, mode, points if mode == PointsMode.NUMBER else 0, by)
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


def _wish_points(locked: LockedOrder, mode: str, wanted: int, by: User | None) -> Use:
    return using_points.settle(
        locked.order_id, wish=Wish(mode, wanted), by_id=by.pk if by else None, at=locked.now
    )


def _change(**wish: Any) -> Change:
    try:
        return _change_at_once(**wish)
    except IntegrityError as error:
        # A feed replaced the offer between reading it and the commit.
        if Offer.objects.filter(pk=wish["offer"].pk).exists():
            raise
        raise refusals.OfferWithdrawn from error


@transaction.atomic
def _change_at_once(
    *,
    member: Member,
    offer: Offer,
    wanted: Callable[[int], int],
    by: User | None,
    channel: str,
    shown: int | None,
    born_on: date | None,
) -> Change:
    locked = _lock_open_order(member, offer.cycle)
    line = statements.read_standing(
        order_id=locked.order_id, offer_id=offer.pk, member_id=member.pk
    )
    if line is None:
        raise refusals.OfferWithdrawn
    target = wanted(line.quantity)
    if target == line.quantity:
        # Nothing to save: an order opened, or a time stamped, by the lock is undone.
        transaction.set_rollback(True)
        return Change(offer, line.quantity, target)
    if shown is not None and line.quantity != shown:
        raise refusals.StaleQuantity(stored=line.quantity, wanted=target)
    if channel == Channel.WEB and line.channel not in (None, Channel.WEB):
        raise refusals.FixedByPaper
    increase = target > line.quantity
    if increase:
        _refuse_increase(member, offer, target, locked, line, born_on)
    _write(locked, offer, before=line.quantity, after=target, by=by, channel=channel)
    if increase:
        _refuse_over_purchase_limit(member)
    if locked.uses_points:
        using_points.settle(locked.order_id, by_id=by.pk if by else None, at=locked.now)
    return Change(offer, line.quantity, target)


def _lock_open_order(member: Member, cycle: Cycle) -> LockedOrder:
    """Lock the order, then judge the deadline by the clock that was read after the lock."""
    if member.state != Member.State.ACTIVE:
        raise refusals.MayNotOrder(member.state)
    if member.course_id is None:
        raise refusals.NoCourse
    if cycle.code < member.first_cycle:
        raise refusals.WindowNotOpen
    locked = statements.lock_order(
        member_id=member.pk, cycle_id=cycle.pk, course_id=member.course_id
    )
    if locked is None or locked.now < cycle.publishes_at:
        raise refusals.WindowNotOpen
    if locked.now < locked.opens_at:
        raise refusals.WindowNotOpen(locked.opens_at)
    is_closed = locked.order_closed_at or locked.window_closed_at
    if is_closed or locked.now >= locked.closes_at:
        raise refusals.WindowClosed(locked.closes_at)
    return locked


def _refuse_increase(
    member: Member,
    offer: Offer,
    target: int,
    locked: LockedOrder,
    line: Standing,
    born_on: date | None,
) -> None:
    if line.withdrawn:
        raise refusals.OfferWithdrawn
    if line.offer_closes_at is not None and locked.now >= line.offer_closes_at:
        raise refusals.OfferClosed(line.offer_closes_at)
    if line.ordering_stopped:
        raise refusals.OrderingStopped
    most = min(line.per_order_limit or settings.MOST_PIECES, settings.MOST_PIECES)
    if target > most:
        raise refusals.OverPerOrderLimit(most)
    if offer.product.alcohol:
        _refuse_under_age(member, offer, locked.delivers_on, born_on)


def _refuse_under_age(
    member: Member, offer: Offer, delivers_on: date, born_on: date | None
) -> None:
    if born_on is None:
        raise refusals.AgeNotGiven
    if born_on != member.born_on:
        raise refusals.AgeNotGiven(mismatch=True)
    arrives_on = delivers_on + timedelta(days=7 if offer.next_week else 0)
    if clock.age_on(member.born_on, arrives_on) < settings.DRINKING_AGE:
        raise refusals.UnderAge


def _refuse_over_purchase_limit(member: Member) -> None:
    """Judge after the line is written, so that the sum is the order's own; a refusal undoes it."""
    room = purchase_limit.room_of(member)
    if room is not None and room.left < 0:
        raise refusals.OverPurchaseLimit(-room.left)


def _write(
    locked: LockedOrder, offer: Offer, *, before: int, after: int, by: User | None, channel: str
) -> None:
    if after == 0:
        kind = OrderEvent.Kind.REMOVED
    else:
        kind = OrderEvent.Kind.CHANGED if before else OrderEvent.Kind.ADDED
    limited = statements.write_line(
        order_id=locked.order_id,
        offer_id=offer.pk,
        quantity=after,
        channel=channel,
        event=(
            by.pk if by else None,
            channel,
            kind,
            offer.order_number,
            str(offer.product),
            before,
            after,
        ),
    )
    if limited and not statements.take_stock(offer_id=offer.pk, pieces=after - before):
        raise refusals.SoldOut(statements.left_of(offer.pk))
