"""Orders whose deadline has passed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders.queries.history import closed_orders
from orders.queries.sheets import sheet_of_closed
from orders.views.order import order_page
from todock.lib.doors import for_members

_A_PAGE = 20


@require_safe
@for_members
def orders(request: HttpRequest) -> HttpResponse:
    """List the closed orders of this member, the newest first."""
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    start = max(number - 1, 0) * _A_PAGE
    # One more than is shown tells whether there are older ones, without counting years of orders.
    found = list(closed_orders(request.member)[start : start + _A_PAGE + 1])
    for order in found:
        order.payable = sum(total.ex_tax + total.tax for total in order.totals.all())
    context = {
        "section": "order",
        "orders": found[:_A_PAGE],
        "newer": number - 1 if start else None,
        "older": number + 1 if len(found) > _A_PAGE else None,
    }
    return render(request, "orders/history.html", context)


@require_safe
@for_members
def closed_order(request: HttpRequest, cycle: str) -> HttpResponse:
    """Show one closed order of this member as it was frozen."""
    sheet = sheet_of_closed(request.round, cycle)
    if sheet is None:
        raise Http404
    return order_page(request, sheet)
