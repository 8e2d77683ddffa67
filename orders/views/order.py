"""今回の注文, and taking everything off it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from orders.actions import quantities
from orders.drawing import event_log, lines, remarks
from orders.queries.history import events_of
from orders.queries.rounds import Round
from orders.queries.sheets import Sheet, sheet_now, sheet_of
from orders.queries.state import state_of
from todock.lib.pages.htmx import go_to
from todock.lib.pages.ways import for_members
from todock.lib.refusals import Refusal

#: Changes of an order that the page lists, the newest first.
_MOST_EVENTS = 100


@require_safe
@for_members
def order(request: HttpRequest) -> HttpResponse:
    """Show the order of the open cycle; after the deadline what was ordered, frozen."""
    sheet = sheet_now(request.round())
    if sheet is None:
        state = state_of(request.round(), signed_in=True)
        return render(request, "orders/nothing_open.html", {"section": "order", "state": state})
    return order_page(request, sheet)


@require_safe
@for_members
def order_of(request: HttpRequest, cycle: str) -> HttpResponse:
    """Show the order of one cycle that is open or just closed. Older ones are in the history."""
    sheet = sheet_of(request.round().turned_to(cycle), cycle)
    if sheet is None:
        return redirect("orders:closed_order", cycle)
    return order_page(request, sheet)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def clear(request: HttpRequest, cycle: str) -> HttpResponse:
    """Ask whether everything is to be taken off the order; a POST does it."""
    round_now = round_or_404(request, cycle)
    if request.method != "POST":
        return render(request, "orders/clear.html", {"section": "order", "round": round_now})
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


def round_or_404(request: HttpRequest, cycle: str) -> Round:
    """Return the round of the request, turned to ``cycle``. Raises Http404 if it is not seen."""
    round_now = request.round().turned_to(cycle)
    if round_now.cycle is None or round_now.cycle.code != cycle:
        raise Http404
    return round_now


def order_page(
    request: HttpRequest, sheet: Sheet, *, status: int = 200, **context: object
) -> HttpResponse:
    """Draw the page of one order, open or closed."""
    context |= {
        "section": "order",
        "round": sheet.round,
        "sheet": sheet,
        "zones": lines.draw_zones(request, sheet, remarks.left(request)),
        "log": event_log.told(
            events_of(sheet.member, sheet.cycle, most=_MOST_EVENTS), request.user
        ),
    }
    return render(request, "orders/order.html", context, status=status)
