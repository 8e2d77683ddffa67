"""The page of points: what there is, what comes, what goes, and what can be done with it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from points.drawing import chart
from points.models import PREPAID_CEILING
from points.queries import history
from points.queries.history import PREPAID
from points.queries.overview import overview_of
from todock.lib import clock
from todock.lib.pages.ways import for_members

#: Entries on the page; the others are a click away.
_LATEST, _LATEST_PREPAID = 6, 3


@require_safe
@for_members
def overview(request: HttpRequest) -> HttpResponse:
    """Show the member's points as they stand now."""
    member, at = request.member, clock.now()
    found = overview_of(member, at)
    standing, months = found.standing, found.months
    points, prepaid = history.latest(member, _LATEST, _LATEST_PREPAID)
    context = {
        "section": "points",
        "at": at,
        "standing": standing,
        "expires_soon": standing.expires_within(settings.POINTS_EXPIRY_NOTICE_DAYS, at),
        "stage": found.stage,
        "months": months,
        "picture": chart.draw(months),
        "picture_says": chart.describe(months),
        "latest": points,
        "prepaid_entries": prepaid,
        "ceiling": PREPAID_CEILING,
        "prepaid_places": settings.PREPAID_PLACES,
        "prepaid_kind": PREPAID,
    }
    return render(request, "points/overview.html", context)
