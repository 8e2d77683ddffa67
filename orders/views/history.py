"""Orders whose deadline has passed."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders.rounds import closed_orders
from orders.sheets import sheet_of_closed
from orders.views.access import for_members

_A_PAGE = 20


@require_safe
@for_members
def orders(request: HttpRequest) -> HttpResponse:
    """List the closed orders of this member, the newest first."""
    page = Paginator(closed_orders(request.member), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "orders/history.html", {"page": page, "section": "order"})


@require_safe
@for_members
def closed_order(request: HttpRequest, cycle: str) -> HttpResponse:
    """Show one closed order of this member as it was frozen."""
    sheet = sheet_of_closed(request, cycle)
    if sheet is None:
        raise Http404
    return render(request, "orders/order.html", {"sheet": sheet, "section": "order"})
