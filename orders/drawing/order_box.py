"""The order box of the item page: what htmx swaps when its quantity changes."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from catalog.drawing import offer_card
from catalog.drawing.controls import order_url
from catalog.models import Offer
from orders.drawing import notes
from orders.drawing.controls import shut_text, stale_choice, stepper, way_to_order
from orders.drawing.remarks import Remark
from orders.forms import BirthDateForm
from orders.queries.offer_states import OfferState
from orders.queries.rounds import Round
from orders.refusals import AgeNotGiven, FixedByPaper


def order_box(
    request: HttpRequest,
    round_now: Round,
    offer: Offer,
    state: OfferState,
    *,
    remark: Remark | None = None,
    birth_form: BirthDateForm | None = None,
) -> SafeString:
    """Draw state, stepper or button, deadline and past purchase of one offer. No query.

    ``remark`` is what is said after a change, ``birth_form`` what was typed of a birth date.
    """
    context = {
        "offer": offer,
        "round": round_now,
        "state": state,
        "remark": remark,
        "control": _control(request, round_now, state, remark),
        "may_change": state.shut is None,
        "asks_age": isinstance(state.why_not, AgeNotGiven),
        "ended_text": notes.ended_text(state.ended),
        "full_note": notes.full(state),
        "fixed_text": FixedByPaper().message,
        "allergen_note": notes.allergens(state.contains),
        "allergen_unknown_text": notes.unknown_text(state.unknown),
        "said": _said(state, remark, birth_form),
        "birth_form": birth_form or BirthDateForm(),
        "limit_text": offer_card.limit_text(state.most),
        "drinking_age": settings.DRINKING_AGE,
        "url": order_url(offer.cycle.code, offer.order_number),
    }
    return render_to_string("orders/box.html", context, request)


def _said(
    state: OfferState, remark: Remark | None, birth_form: BirthDateForm | None
) -> SafeString | str:
    """Draw what is said after a change; what is wrong with a birth date stands in its form."""
    if remark and remark.is_warning and birth_form and birth_form.errors:
        return ""
    return notes.said(remark, is_ordered=state.line is not None)


def _control(
    request: HttpRequest, round_now: Round, state: OfferState, remark: Remark | None
) -> SafeString:
    csrf = get_token(request)
    if state.line is None:
        shut = shut_text(round_now)
        return way_to_order(state, remark, shut=shut, csrf=csrf, place="detail")
    if remark and remark.stored is not None:
        return stale_choice(state.offer, remark, csrf=csrf, place="detail")
    return stepper(state, csrf=csrf, place="detail")
