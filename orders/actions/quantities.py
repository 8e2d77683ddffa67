"""Every change of a quantity. Read this after orders/urls.py and the view that calls it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from catalog import actions as catalog_actions
from catalog.models import Cycle, Offer
from catalog.queries import stock
from catalog.rules.ended import ended
from members.models import Member, User
from orders import refusals
from orders.actions import statements, using_points
from orders.actions.opening import lock_open_order
from orders.actions.statements import LockedOrder, Standing
from orders.actions.using_points import PointsChoice
from orders.models import Channel, OrderEvent, PointsMode
from orders.queries import purchase_limit
from orders.rules import orderable
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

    Saved at once (docs/domain.md rule 5). ``shown`` is the quantity that the member's page showed:
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
    locked = lock_open_order(member, cycle)
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
        using_points.settle(
            locked.order_id,
            choice=PointsChoice(PointsMode.NONE, 0),
            by_id=by.pk if by else None,
            at=locked.now,
        )
    return len(lines)


def _change(**about: Any) -> Change:
    try:
        return _change_at_once(**about)
    except IntegrityError as error:
        # A feed replaced the offer between reading it and the commit.
        if Offer.objects.filter(pk=about["offer"].pk).exists():
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
    locked = lock_open_order(member, offer.cycle)
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
    if increase and (refusal := _why_not(target, offer, locked, line)):
        raise refusal
    if increase and offer.product.alcohol:
        _refuse_under_age(member, offer, locked.delivers_on, born_on)
    _write(locked, offer, before=line.quantity, after=target, by=by, channel=channel)
    if increase:
        _refuse_over_purchase_limit(member)
    if locked.uses_points:
        using_points.settle(locked.order_id, by_id=by.pk if by else None, at=locked.now)
    return Change(offer, line.quantity, target)


def _why_not(
    wanted: int, offer: Offer, locked: LockedOrder, line: Standing
) -> refusals.Refusal | None:
    """Judge an increase by the offer's rules as they are after the lock.

    What is left of a limited quantity is judged by taking it.
    """
    gone = ended(
        withdrawn=line.withdrawn, closes_at=line.offer_closes_at, sold_out=False, at=locked.now
    )
    return orderable.why_not(
        ended=orderable.why_not_offer(gone, line.offer_closes_at),
        wanted=wanted,
        most=orderable.most_pieces(line.per_order_limit, most=settings.MOST_PIECES),
        stopped=line.ordering_stopped,
    )


def _refuse_under_age(
    member: Member, offer: Offer, delivers_on: date, born_on: date | None
) -> None:
    if born_on is None:
        raise refusals.AgeNotGiven
    if born_on != member.born_on:
        raise refusals.AgeNotGiven(mismatch=True)
    arrives_on = orderable.arrives_on(delivers_on, next_week=offer.next_week)
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
    if limited and after > before:
        if not catalog_actions.take(offer_id=offer.pk, pieces=after - before):
            raise refusals.SoldOut(stock.left_of([offer.pk]).get(offer.pk, 0))
    elif limited:
        catalog_actions.give_back(offer_id=offer.pk, pieces=before - after)
