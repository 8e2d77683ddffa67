"""購買履歴: the months, one month, and the same as a file."""

import re
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders.feeds import purchases_csv
from orders.queries import purchases
from todock.lib.doors import for_members

_A_PAGE = 12
_MONTH = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")


@require_safe
@for_members
def months(request: HttpRequest) -> HttpResponse:
    """List the months in which the member bought something, the newest first."""
    asked = request.GET.get("page", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    start = max(page - 1, 0) * _A_PAGE
    # One more than is shown tells whether there are older ones.
    found = purchases.months_of(request.member, start, _A_PAGE + 1)
    context = {
        "section": "points",
        "months": found[:_A_PAGE],
        "newer": page - 1 if start else None,
        "older": page + 1 if len(found) > _A_PAGE else None,
    }
    return render(request, "orders/purchases.html", context)


@require_safe
@for_members
def month(request: HttpRequest, month: str) -> HttpResponse:
    """Show what the member bought in one month, in shops and by delivery."""
    first_day = _month(month)
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
    return render(request, "orders/purchases_month.html", context)


@require_safe
@for_members
def file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the member's own purchases, those of ``month`` or all."""
    lines = purchases_csv.csv_lines(request.member, _month(request.GET.get("month", "")))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="purchases.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _month(text: str) -> date | None:
    found = _MONTH.fullmatch(text)
    # The last year of the calendar has no month after it.
    if not found or not 2000 <= int(found[1]) < 9999:
        return None
    return date(int(found[1]), int(found[2]), 1)
