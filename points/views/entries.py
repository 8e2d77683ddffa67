"""The history of a member's points, as a page and as a file, and one entry with its cause."""

from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from points.feeds.history_csv import csv_lines
from points.queries import causes
from points.queries import history as account_history
from points.queries.history import KINDS, PLANS, PREPAID, Wanted
from todock.lib import clock, months
from todock.lib.pages.downloads import csv_download
from todock.lib.pages.paging import page_of
from todock.lib.pages.ways import for_members

_A_PAGE = 50


@require_safe
@for_members
def history(request: HttpRequest) -> HttpResponse:
    """List what happened to the member's points, by month, the newest first."""
    wanted, member = _wanted(request), request.member
    found = wanted.among(account_history.movements_of(member))
    page = page_of(request, lambda start, most: found[start : start + most], most=_A_PAGE)
    frame = account_history.frame_of(member, wanted.month)
    context = {
        "section": "points",
        "wanted": wanted,
        "months": _by_month([wanted.shown(each) for each in page.rows]),
        "frame": frame,
        "month_choices": _month_choices(frame.oldest),
        "kind_choices": _kind_choices(),
        "unit": _("円") if wanted.kind == PREPAID else _("ポイント"),
        "query": _query(wanted),
        "newer": page.newer,
        "older": page.older,
    }
    return render(request, "points/history.html", context)


@require_safe
@for_members
def history_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the member's own history, as far as it is wanted."""
    lines = csv_lines(request.member, _wanted(request))
    return csv_download(lines, name="points.csv")


@require_safe
@for_members
def entry(request: HttpRequest, movement_id: int) -> HttpResponse:
    """Show one movement of the member's points with what it came from."""
    opened = causes.open_movement(request.member, movement_id)
    if opened is None:
        raise Http404
    return render(request, "points/entry.html", {"section": "points", "opened": opened})


def _wanted(request: HttpRequest) -> Wanted:
    kind = request.GET.get("kind", "")
    month = months.read(request.GET.get("month", ""))
    return Wanted(month, kind if kind in {*KINDS, PLANS, PREPAID} else "")


def _query(wanted: Wanted) -> str:
    """The conditions as they stand in an address, to be followed by others."""
    month = f"{wanted.month:%Y-%m}" if wanted.month else ""
    chosen = {name: value for name, value in [("month", month), ("kind", wanted.kind)] if value}
    return urlencode(chosen)


def _by_month(rows: list[account_history.Movement]) -> list[tuple[date, list]]:
    def month(row: account_history.Movement) -> date:
        return clock.japan_date(row.at).replace(day=1)

    return [(first_day, list(group)) for first_day, group in groupby(rows, month)]


def _month_choices(oldest: date | None) -> list[date]:
    if oldest is None:
        return []
    return months.back_to(oldest, day=clock.japan_date(clock.now()))


def _kind_choices() -> list[tuple[str, str]]:
    return [
        ("", _("すべて")),
        ("earned", _("もらったポイント")),
        ("used", _("使ったポイント")),
        ("expired", _("失効したポイント")),
        ("other", _("調整・移行")),
        (PLANS, _("すべてと、予定")),
        (PREPAID, _("スマちょこ")),
    ]
