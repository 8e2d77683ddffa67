"""Orders whose deadline has passed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders.queries.history import closed_orders
from orders.queries.sheets import sheet_of_closed
from orders.views.order import order_page
from todock.lib.pages.paging import page_of
from todock.lib.pages.ways import for_members

_A_PAGE = 20


@require_safe
@for_members
def orders(request: HttpRequest) -> HttpResponse:
    """List the closed orders of this member, the newest first."""
    closed = closed_orders(request.member)
    page = page_of(request, lambda start, most: closed[start : start + most], most=_A_PAGE)
    for order in page.rows:
        order.payable = sum(total.ex_tax + total.tax for total in order.totals.all())
    context = {
        "section": "order",
        "orders": page.rows,
        "newer": page.newer,
        "older": page.older,
    }
    return render(request, "orders/history.html", context)


@require_safe
@for_members
def closed_order(request: HttpRequest, cycle: str) -> HttpResponse:
    """Show one closed order of this member as it was frozen."""
    sheet = sheet_of_closed(request.round(), cycle)
    if sheet is None:
        raise Http404
    return order_page(request, sheet)
