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
    if locked is None or locked.now < cycle.publishes_at:
        raise refusals.WindowNotOpen
    if locked.now < locked.opens_at:
        raise refusals.WindowNotOpen(locked.opens_at)
    is_closed = locked.order_closed_at or locked.window_closed_at
    if is_closed or locked.now >= locked.closes_at:
        raise refusals.WindowClosed(locked.closes_at)
    return locked
