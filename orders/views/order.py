"""今回の注文, and taking everything off it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from orders.actions import quantities
from orders.drawing.member_side import round_of
from orders.queries import rounds
from orders.queries.sheets import sheet_now, sheet_of
from orders.queries.state import state_of
from orders.refusals import Refusal
from todock.lib.doors import for_members
from todock.lib.htmx import go_to


@require_safe
@for_members
def order(request: HttpRequest) -> HttpResponse:
    """Show the order of the open cycle; after the deadline what was ordered, frozen."""
    sheet = sheet_now(request)
    if sheet is None:
        context = {"section": "order", "state": state_of(request, rounds.current(request))}
        return render(request, "orders/nothing_open.html", context)
    return render(request, "orders/order.html", {"sheet": sheet, "section": "order"})


@require_safe
@for_members
def order_of(request: HttpRequest, cycle: str) -> HttpResponse:
    """Show the order of one cycle that is open or just closed. Older ones are in the history."""
    sheet = sheet_of(request, cycle)
    if sheet is None:
        return redirect("orders:closed_order", cycle)
    return render(request, "orders/order.html", {"sheet": sheet, "section": "order"})


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def clear(request: HttpRequest, cycle: str) -> HttpResponse:
    """Ask whether everything is to be taken off the order; a POST does it."""
    round_now = round_of(request, cycle)
    if round_now.cycle is None or round_now.cycle.code != cycle:
        raise Http404
    if request.method != "POST":
        return render(request, "orders/clear.html", {"section": "order"})
    try:
        count = quantities.clear_order(
            member=request.member, cycle=round_now.cycle, by=request.user
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        text = _("%(cycle)sの注文から%(count)s品を取り消しました。")
        messages.success(request, text % {"cycle": round_now.cycle.name, "count": count})
    return go_to(request, reverse("orders:order_of", args=[cycle]))
