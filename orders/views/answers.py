"""The answer to a change: the piece that htmx swaps, or a redirect back to the item."""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.drawing import kept_cards
from catalog.models import Offer
from orders.actions.quantities import Change
from orders.drawing import remarks
from orders.drawing.controls import line_url, order_button
from orders.drawing.lines import LineDrawer
from orders.drawing.member_side import order_box, round_of, stale_choice
from orders.forms import BirthDateForm
from orders.queries.rounds import Round
from orders.queries.sheets import Sheet
from orders.queries.state import state_of
from orders.refusals import AgeNotGiven, Refusal, StaleQuantity
from orders.rules.pricing import OrderSummary
from todock.lib import money
from todock.lib.doors import way_back
from todock.lib.htmx import go_to, wants_piece

_STATUS = {StaleQuantity: 409}


class Tried(NamedTuple):
    """What came of a change: it was made, or refused."""

    change: Change | None = None
    refusal: Refusal | None = None
    birth_form: BirthDateForm | None = None


def answer(request: HttpRequest, offer: Offer, place: str, tried: Tried) -> HttpResponse:
    """Show what came of a change at the item, and everything that follows from it."""
    if wants_piece(request):
        return _piece(request, offer, place, tried)
    back = way_back(request, _item_url(offer), f"p-{offer.order_number}")
    if tried.change is not None:
        round_now = round_of(request, offer.cycle.code)
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


def _piece(request: HttpRequest, offer: Offer, place: str, tried: Tried) -> HttpResponse:
    round_now = round_of(request, offer.cycle.code)
    if tried.change is not None:
        remarks.put(request, offer.order_number, remarks.SAVED)
        text = done_text(tried.change, round_now.summary)
    else:
        remarks.put(request, offer.order_number, remarks.of(tried.refusal))
        text = f"{offer.product.name}：{tried.refusal.message}"
    if place == "detail":
        body = order_box(request, offer, tried.birth_form)
    elif place == "line":
        body = _line(request, offer, round_now)
    else:
        body = kept_cards.card_html(request, offer)
    return HttpResponse(body + _around(request, round_now, text), status=_status(tried.refusal))


def _status(refusal: Refusal | None) -> int:
    return 200 if refusal is None else _STATUS.get(type(refusal), 422)


def _around(request: HttpRequest, round_now: Round, live: str) -> str:
    """Draw what a change moves outside its item: counts, deadline or hero, the live region."""
    at_home = request.htmx.current_url_abs_path == reverse("storefront:home")
    context = {"round": round_now, "live": live, "at_home": at_home}
    if at_home:
        context["state"] = state_of(request, round_now)
    return render_to_string("orders/changed.html", context, request)


def _line(request: HttpRequest, offer: Offer, round_now: Round) -> str:
    is_open = round_now.window is not None
    sheet = Sheet(request.member, offer.cycle, round_now.window, is_open, request)
    line = sheet.lines.get(offer.pk)
    # The figures of all zones come from the lines; only this one is drawn.
    drawer = LineDrawer(request, offer.cycle, is_open=is_open)
    context = {
        "sheet": sheet,
        "line": drawer.draw(line) if line else None,
        "offer": offer,
        "control": "" if line else _missing_control(request, offer),
        "remark": remarks.found(request).get(offer.order_number),
        "zone": sheet.zone_figures(offer.product.zone),
    }
    return render_to_string("orders/line_changed.html", context, request)


def _missing_control(request: HttpRequest, offer: Offer) -> str:
    """Draw what stands where the stepper was: the way to order it again."""
    about = {
        "cycle_code": offer.cycle.code,
        "order_number": offer.order_number,
        "name": offer.product.name,
        "place": "line",
    }
    remark = remarks.found(request).get(offer.order_number)
    if remark is not None and remark.stored is not None:
        return stale_choice(request, remark=remark, **about)
    return order_button(csrf=get_token(request), **about)


def _stale_page(
    request: HttpRequest, offer: Offer, refusal: StaleQuantity, back: str
) -> HttpResponse:
    url = line_url(offer.cycle.code, offer.order_number)
    context = {"offer": offer, "remark": remarks.of(refusal), "back": back, "url": url}
    return render(request, "orders/stale.html", context, status=409)


def _age_page(
    request: HttpRequest, offer: Offer, birth_form: BirthDateForm | None, back: str
) -> HttpResponse:
    context = {
        "offer": offer,
        "url": line_url(offer.cycle.code, offer.order_number),
        "birth_form": birth_form or BirthDateForm(),
        "asked": birth_form is not None,
        "drinking_age": settings.DRINKING_AGE,
        "back": back,
        "sent": request.POST,
    }
    return render(request, "orders/age.html", context, status=422)


def _item_url(offer: Offer) -> str:
    return reverse("catalog:item", args=[offer.cycle.code, offer.order_number])
