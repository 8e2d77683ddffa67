"""購買履歴: the months, one month, and the same as a file."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders.feeds import purchases_csv
from orders.queries import purchases
from todock.lib.months import read
from todock.lib.pages.downloads import csv_download
from todock.lib.pages.paging import page_of
from todock.lib.pages.ways import for_members

_A_PAGE = 12


@require_safe
@for_members
def months(request: HttpRequest) -> HttpResponse:
    """List the months in which the member bought something, the newest first."""
    page = page_of(request, partial(purchases.months_of, request.member), most=_A_PAGE)
    context = {
        "section": "points",
        "months": page.rows,
        "newer": page.newer,
        "older": page.older,
    }
    return render(request, "orders/purchases.html", context)


@require_safe
@for_members
def month(request: HttpRequest, month: str) -> HttpResponse:
    """Show what the member bought in one month, in shops and by delivery."""
    first_day = read(month)
    if first_day is None:
        raise Http404
    places = purchases.places_of(request.member, first_day)
    context = {
        "section": "points",
        "month": first_day,
        "places": places,
        "shops": sum(place.ex_tax for place in places),
        "deliveries": purchases.deliveries_of(request.member, first_day),
    }
    return render(request, "orders/purchases/month.html", context)


@require_safe
@for_members
def file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the member's own purchases, those of ``month`` or all."""
    lines = purchases_csv.csv_lines(request.member, read(request.GET.get("month", "")))
    return csv_download(lines, name="purchases.csv")
