"""What stands in the slots of a card: how its offer stands for this member, drawn.

A list asks for 48 cards at once, so the parts are components with holes.
"""

from collections.abc import Iterable
from functools import cache
from urllib.parse import quote

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.member_side import Slots
from orders.drawing import notes
from orders.drawing.controls import instead_of_button, off, shut_text, stale_choice, stepper
from orders.drawing.remarks import Remark, Remarks
from orders.queries.offer_states import OfferState
from orders.queries.rounds import Round
from orders.refusals import FixedByPaper, OfferWithdrawn
from todock.lib.pages.holes import filled


def slots(
    request: HttpRequest, round_now: Round, states: Iterable[OfferState], remarks: Remarks
) -> dict[int, Slots]:
    """Return the slots of the cards that are not as everybody sees them, by offer id."""
    if round_now.member is None:
        remarks = {}
    csrf = get_token(request)
    shut = shut_text(round_now)
    found = {}
    for state in states:
        remark = remarks.get(state.offer.order_number)
        if state.is_plain and remark is None:
            continue
        filled_slots = _slots(state, remark, csrf, shut)
        if filled_slots is not None:
            found[state.offer.offer_id] = filled_slots
    return found


def _slots(state: OfferState, remark: Remark | None, csrf: str, shut: str) -> Slots | None:
    warning = notes.allergens(state.contains)
    told = warning + notes.last_bought(state.last_bought)
    if state.line is not None:
        return _ordered(state, remark, told, csrf)
    told += notes.said(remark, is_ordered=False)
    action = instead_of_button(state, remark, shut=shut, csrf=csrf)
    if state.ended:
        return _ended(state, told, action)
    return Slots(notes=told, action=action) if told or action is not None else None


def _ordered(state: OfferState, remark: Remark | None, told: SafeString, csrf: str) -> Slots:
    if remark and remark.stored is not None:
        action = stale_choice(state.offer, remark, csrf=csrf)
    elif state.fixed:
        told += notes.note(FixedByPaper().message)
        action = off(_("%(quantity)s点 注文済み") % {"quantity": state.quantity})
    elif state.shut:
        action = off(_("%(quantity)s点 締切後") % {"quantity": state.quantity})
    else:
        told += notes.full(state)
        action = stepper(state, csrf=csrf)
    flag = filled("components/offer/ordered_flag.html", {})
    return Slots(" card--ordered", flag, told + notes.said(remark), action)


def _ended(state: OfferState, told: SafeString, action: SafeString) -> Slots:
    if isinstance(state.ended, OfferWithdrawn):
        # The card itself says so, for everybody.
        return Slots(notes=told)
    similar = f"{_search_root()}?q={quote(state.offer.name.split(' ')[0])}"
    text = filled(
        "components/offer/ended_note.html",
        {"text": notes.ended_text(state.ended), "similar": similar},
    )
    return Slots(" card--closed", "", told + notes.note(text), action)


@cache
def _search_root() -> str:
    return reverse("catalog:search")
