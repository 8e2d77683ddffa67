"""How it stands with somebody's order now, in one word: what the hero says."""

from orders.queries.rounds import Round
from orders.refusals import MayNotOrder, NoCourse
from orders.rules import orderable

#: States in which nothing can be ordered, for a reason that pages tell.
NOT_NOW = frozenset({MayNotOrder.code, NoCourse.code, "closed", "nothing-open"})


def state_of(round_now: Round, *, signed_in: bool) -> str:
    """Name the sentence that the hero says: a refusal's code, or a word of this page."""
    member = round_now.member
    if member is None:
        return "unlinked" if signed_in else "visitor"
    if refusal := orderable.why_not_member(member):
        return refusal.code
    if round_now.window is not None:
        return "ordered" if round_now.lines else "empty"
    return "closed" if round_now.last_window is not None else "nothing-open"
