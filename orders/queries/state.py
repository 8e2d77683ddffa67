"""How it stands with somebody's order now, in one word: what the hero says."""

from members.models import Member
from orders.queries.rounds import Round

#: States in which nothing can be ordered, for a reason that pages tell.
NOT_NOW = frozenset({"may_not_order", "no_course", "closed", "nothing_open"})


def state_of(round_now: Round, *, signed_in: bool) -> str:
    """Name the sentence that the hero says."""
    member = round_now.member
    if member is None:
        return "unlinked" if signed_in else "visitor"
    if member.state != Member.State.ACTIVE:
        return "may_not_order"
    if member.course_id is None:
        return "no_course"
    if round_now.window is not None:
        return "ordered" if round_now.lines else "empty"
    return "closed" if round_now.last_window is not None else "nothing_open"
