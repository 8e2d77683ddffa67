"""注文番号で注文: ten rows of number and quantity, the fastest page."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orders import age
from orders.actions import quantities
from orders.drawing import number_rows
from orders.drawing.number_rows import NumberRow, check, fill_up
from orders.forms import TypedRow, pasted_rows, typed_rows
from orders.queries.rounds import Round
from orders.queries.state import NOT_NOW, state_of
from orders.refusals import StaleQuantity
from todock.lib.pages.htmx import go_to
from todock.lib.pages.ways import way_in
from todock.lib.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest) -> HttpResponse:
    """Show the rows, confirm what was typed, or order what was confirmed."""
    if request.POST.get("do") == "order":
        return _order(request)
    if "paste" in request.POST:
        typed = pasted_rows(request.POST["paste"])
    else:
        typed = typed_rows(request.POST if request.method == "POST" else request.GET)
    return _page(request, request.round(), _checked(request, request.round(), typed))


@require_POST
def row(request: HttpRequest, position: int) -> HttpResponse:
    """Confirm one row while the others are being typed: for htmx."""
    rows = _checked(request, request.round(), typed_rows(request.POST))
    index = min(max(position, 1), len(rows)) - 1
    context = {
        "row": rows[index],
        "sum": number_rows.sum_of(rows),
        "not_now": _state(request, request.round()) in NOT_NOW,
        "swapped": True,
    }
    return render(request, "orders/numbers/row_confirmed.html", context)


def _order(request: HttpRequest) -> HttpResponse:
    typed = typed_rows(request.POST)
    here = reverse("orders:numbers")
    if request.member is None:
        # The rows travel in the address, and stand there again after the sign-in.
        rows = urlencode(number_rows.address_of(typed))
        return go_to(request, way_in(request, f"{here}?{rows}"))
    rows = _checked(request, request.round(), typed)
    done = _order_told(request, rows)
    round_now = request.round().afresh()
    if done:
        items = len({one.offer.pk for one in done})
        text = number_rows.done_text(items, round_now.summary.payable)
        messages.success(request, text)
    rest = [one for one in rows if not one.typed.is_empty and one not in done]
    if not rest:
        return go_to(request, here)
    return _page(request, round_now, _again(request, round_now, rest))


def _order_told(request: HttpRequest, rows: list[NumberRow]) -> list[NumberRow]:
    """Order the good rows that the member was told of. Returns the rows that were ordered.

    What is ordered is what the page showed plus what was typed: posting the same page twice
    changes nothing the second time. Each item is a change of its own, so that a refusal stops
    only its row; the reason is written into it. The offers are taken in the order of their ids.
    """
    by_offer: dict[int, list[NumberRow]] = {}
    for row in rows:
        if row.was_told:
            by_offer.setdefault(row.offer.pk, []).append(row)
    done = []
    for _offer_id, same in sorted(by_offer.items()):
        try:
            _order_item(request, same)
        except StaleQuantity:
            # Told anew with what stands now, and ordered by the next press.
            continue
        except Refusal as refusal:
            for row in same:
                row.problem = refusal.message
        else:
            done += same
    return done


def _order_item(request: HttpRequest, same: list[NumberRow]) -> None:
    """Order one item, in whichever rows it was typed. Raises the refusal of ``set_quantity``."""
    offer, typed = same[0].offer, same[0].typed
    quantities.set_quantity(
        member=request.member,
        offer=offer,
        quantity=typed.shown + sum(row.typed.quantity for row in same),
        shown=typed.shown,
        by=request.user,
        born_on=age.remembered(request),
    )


def _again(request: HttpRequest, round_now: Round, rest: list[NumberRow]) -> list[NumberRow]:
    """Draw the rows that were not ordered, each with its reason, held against the order anew."""
    problems = [one.problem for one in rest]
    rows = _checked(request, round_now, [one.typed for one in rest])
    for one, problem in zip(rows, problems, strict=False):
        one.problem = one.problem or problem
    if _state(request, round_now) not in NOT_NOW and any(one.is_good for one in rows):
        text = _("まだ注文していない商品があります。商品と数量を確かめて、もう一度押してください。")
        messages.warning(request, text)
    return rows


def _checked(request: HttpRequest, round_now: Round, typed: list[TypedRow]) -> list[NumberRow]:
    age_known = age.remembered(request) is not None
    return check(round_now, fill_up(typed), age_known=age_known)


def _state(request: HttpRequest, round_now: Round) -> str:
    return state_of(round_now, signed_in=request.user.is_authenticated)


def _page(request: HttpRequest, round_now: Round, rows: list[NumberRow]) -> HttpResponse:
    state = _state(request, round_now)
    not_now = state in NOT_NOW
    if not_now:
        # Only what was sent is kept on the page, to be read to the telephone desk.
        is_sent = request.method == "POST"
        rows = [one for one in rows if is_sent and not one.typed.is_empty]
    wrong = [one for one in rows if one.problem]
    context = {
        "section": "numbers",
        "round": round_now,
        "state": state,
        "not_now": not_now,
        "rows": rows,
        "wrong": wrong,
        "digits": settings.ORDER_NUMBER_DIGITS,
        "sum": number_rows.sum_of(rows),
        "paste": request.POST.get("paste", ""),
    }
    status = 422 if wrong and request.method == "POST" else 200
    return render(request, "orders/numbers.html", context, status=status)
