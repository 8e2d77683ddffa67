"""May it be ordered, and if not, why. Pages ask before, the action again after the lock.

Asks nobody. What only the lock can tell is judged by the action itself (actions.quantities): that a
page is out of date, what is left of a limited quantity, the birth date that was typed, the purchase
limit, and that the member's orders are stopped.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from catalog.rules.ended import Ended
from members.models import Member
from orders import refusals
from orders.models import OrderWindow
from todock.lib.refusals import Refusal


def most_pieces(per_order_limit: int | None, *, most: int) -> int:
    """Return how many pieces one member may order of an offer; ``most`` is MOST_PIECES."""
    return min(per_order_limit or most, most)


def why_not_member(member: Member) -> Refusal | None:
    """Return why ``member`` may order nothing at all; None when she may."""
    if member.state != Member.State.ACTIVE:
        return refusals.MayNotOrder(member.state)
    return refusals.NoCourse() if member.course_id is None else None


class Hours(NamedTuple):
    """What decides when a window takes changes; ``is_closed``: the closing job was there."""

    publishes_at: datetime
    opens_at: datetime
    closes_at: datetime
    is_closed: bool

    def hold(self, at: datetime) -> bool:
        """Whether changes are taken at ``at``."""
        return (
            self.publishes_at <= at and self.opens_at <= at < self.closes_at and not self.is_closed
        )


def _hours_of(window: OrderWindow) -> Hours:
    return Hours(
        publishes_at=window.cycle.publishes_at,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        is_closed=window.closed_at is not None,
    )


def is_open(window: OrderWindow, at: datetime) -> bool:
    """Whether a window takes changes at ``at``; in SQL ``OrderWindow.objects.open``."""
    return _hours_of(window).hold(at)


def why_not_window(window: OrderWindow | None, at: datetime) -> Refusal | None:
    """Return why nothing of its cycle can be changed at ``at``; None when it can."""
    return why_not_now(_hours_of(window), at) if window else refusals.WindowNotOpen()


def why_not_now(hours: Hours, at: datetime) -> Refusal | None:
    """Return why a window of these hours takes no change at ``at``; None when it does."""
    if hours.hold(at):
        return None
    if at < hours.publishes_at:
        return refusals.WindowNotOpen()
    if at < hours.opens_at:
        return refusals.WindowNotOpen(hours.opens_at)
    return refusals.WindowClosed(hours.closes_at)


def why_not_offer(ended: Ended | None, closes_at: datetime | None) -> Refusal | None:
    """Return why no more is taken of an offer, whoever asks; None while it stands."""
    if ended == Ended.WITHDRAWN:
        return refusals.OfferWithdrawn()
    if ended == Ended.CLOSED:
        return refusals.OfferClosed(closes_at)
    return refusals.SoldOut(0) if ended == Ended.SOLD_OUT else None


def why_not(
    *,
    ended: Refusal | None,
    wanted: int,
    most: int,
    shut: Refusal | None = None,
    fixed: bool = False,
    stopped: bool = False,
    needs_age: bool = False,
) -> Refusal | None:
    """Return why ``wanted`` pieces in all cannot be ordered of an offer; None when they can.

    ``ended`` comes from `why_not_offer`, ``shut`` from `why_not_member` and `why_not_window`;
    ``fixed``: the line came by paper or telephone; ``stopped``: the member's orders are stopped;
    ``needs_age``: alcohol, and no birth date was typed. Of these only ``fixed`` refuses a decrease,
    too (docs/decisions, 4): for the others ask for no less than what stands (docs/domain.md rule
    11).
    """
    if ended or shut:
        return ended or shut
    if fixed:
        return refusals.FixedByPaper()
    if stopped:
        return refusals.OrderingStopped()
    if needs_age:
        return refusals.AgeNotGiven()
    return refusals.OverPerOrderLimit(most) if wanted > most else None


def arrives_on(delivers_on: date, *, next_week: bool) -> date:
    """Return the day on which an offer comes that is ordered in a window delivered then."""
    return delivers_on + timedelta(days=7 if next_week else 0)
