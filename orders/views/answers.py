"""The answer to a change: the fragment that htmx swaps, or a redirect back to the item."""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.drawing import kept_cards
from catalog.drawing.controls import order_url
from catalog.drawing.offer_card import item_url
from catalog.models import Offer
from orders.actions.quantities import Change
from orders.drawing import lines, remarks
from orders.drawing.member_side import MemberSide
from orders.drawing.remarks import Remarks
from orders.forms import BirthDateForm
from orders.queries.rounds import Round
from orders.queries.sheets import Sheet, sheet_told_of
from orders.queries.state import state_of
from orders.refusals import AgeNotGiven, StaleQuantity
from orders.rules.pricing import OrderSummary
from todock.lib import money
from todock.lib.pages.htmx import go_to, wants_fragment
from todock.lib.pages.ways import way_back
from todock.lib.refusals import Refusal

_STATUS = {StaleQuantity: 409}


class Tried(NamedTuple):
    """What came of a change: it was made, or refused."""

    change: Change | None = None
    refusal: Refusal | None = None
    birth_form: BirthDateForm | None = None


def answer(request: HttpRequest, offer: Offer, place: str, tried: Tried) -> HttpResponse:
    """Show what came of a change at the item, and everything that follows from it."""
    round_now = request.round().turned_to(offer.cycle.code).afresh()
    if wants_fragment(request):
        return _fragment(request, round_now, offer, place, tried)
    back = way_back(
        request, item_url(offer.cycle.code, offer.order_number), f"p-{offer.order_number}"
    )
    if tried.change is not None:
        text = done_text(tried.change, round_now.summary)
        remarks.leave_done(request, offer.order_number, text)
        return go_to(request, back)
    if isinstance(tried.refusal, StaleQuantity):
        return _stale_page(request, offer, tried.refusal, back)
    if isinstance(tried.refusal, AgeNotGiven):
        return _age_page(request, offer, tried.birth_form, back)
    remarks.leave(request, offer.order_number, offer.product.name, remarks.of(tried.refusal))
    return go_to(request, back)


def done_text(change: Change, summary: OrderSummary) -> str:
    """Say what now stands: 「北海道牛乳を2点にしました。合計5,207円」."""
    if change.quantity == 0:
        text = _("%(name)sを取り消しました。合計%(payable)s円")
    elif change.changed:
        text = _("%(name)sを%(quantity)s点にしました。合計%(payable)s円")
    else:
        text = _("%(name)sは%(quantity)s点です。合計%(payable)s円")
    return text % {
        "name": change.offer.product.name,
        "quantity": change.quantity,
        "payable": money.yen(summary.payable),
    }


def _fragment(
    request: HttpRequest, round_now: Round, offer: Offer, place: str, tried: Tried
) -> HttpResponse:
    if tried.change is not None:
        remark, text = remarks.SAVED, done_text(tried.change, round_now.summary)
    else:
        remark = remarks.of(tried.refusal)
        text = f"{offer.product.name}：{tried.refusal.message}"
    said = {offer.order_number: remark}
    if place == "line":
        body = _line(request, round_now, offer, said)
    else:
        side = MemberSide(request, round_now, said, tried.birth_form)
        is_page = place == "detail"
        body = side.order_box(offer) if is_page else kept_cards.card_html(request, side, offer)
    return HttpResponse(body + _around(request, round_now, text), status=_status(tried.refusal))


def _status(refusal: Refusal | None) -> int:
    return 200 if refusal is None else _STATUS.get(type(refusal), 422)


def _around(request: HttpRequest, round_now: Round, live: str) -> str:
    """Draw what a change moves outside its item: counts, deadline or hero, the live region."""
    at_home = request.htmx.current_url_abs_path == reverse("storefront:home")
    context = {"round": round_now, "live": live, "at_home": at_home}
    if at_home:
        context["state"] = state_of(round_now, signed_in=True)
        context["sheet"] = sheet_told_of(round_now) if context["state"] == "closed" else None
    return render_to_string("orders/changed.html", context, request)


def _line(request: HttpRequest, round_now: Round, offer: Offer, said: Remarks) -> str:
    is_open = round_now.window is not None
    sheet = Sheet(round_now, request.member, offer.cycle, round_now.window, is_open)
    line = sheet.lines.get(offer.pk)
    if line is not None:
        drawn = lines.draw(request, sheet, line, said)
    else:
        drawn = lines.draw_gone(request, sheet, offer, said)
    context = {
        "round": round_now,
        "sheet": sheet,
        "line": drawn,
        "zone": lines.zone_head(sheet.zone(offer.product.zone)),
    }
    return render_to_string("orders/order/line_changed.html", context, request)


def _stale_page(
    request: HttpRequest, offer: Offer, refusal: StaleQuantity, back: str
) -> HttpResponse:
    url = order_url(offer.cycle.code, offer.order_number)
    remark = remarks.of(refusal)
    context = {"offer": offer, "remark": remark, "back": back, "url": url}
    context["takes_off"] = not remark.wanted
    return render(request, "orders/stale.html", context, status=409)


def _age_page(
    request: HttpRequest, offer: Offer, birth_form: BirthDateForm | None, back: str
) -> HttpResponse:
    context = {
        "offer": offer,
        "url": order_url(offer.cycle.code, offer.order_number),
        "birth_form": birth_form or BirthDateForm(),
        "asked": birth_form is not None,
        "drinking_age": settings.DRINKING_AGE,
        "back": back,
        "sent": request.POST,
    }
    return render(request, "orders/age.html", context, status=422)
