"""The lock on an order that every change begins with, and the deadline judged behind it."""

from catalog.models import Cycle
from members.models import Member
from orders import refusals
from orders.actions import statements
from orders.actions.statements import LockedOrder
from orders.rules import orderable


def lock_open_order(member: Member, cycle: Cycle) -> LockedOrder:
    """Lock the order, then judge the deadline by the clock that was read after the lock.

    Raises a Refusal when the member may not order, or the window is not open.
    """
    if refusal := orderable.why_not_member(member):
        raise refusal
    if cycle.code < member.first_cycle:
        raise refusals.WindowNotOpen
    locked = statements.lock_order(
        member_id=member.pk, cycle_id=cycle.pk, course_id=member.course_id
    )
    if locked is None:
        raise refusals.WindowNotOpen
    hours = orderable.Hours(
        publishes_at=cycle.publishes_at,
        opens_at=locked.opens_at,
        closes_at=locked.closes_at,
        is_closed=bool(locked.order_closed_at or locked.window_closed_at),
    )
    if refusal := orderable.why_not_now(hours, locked.now):
        raise refusal
    return locked
