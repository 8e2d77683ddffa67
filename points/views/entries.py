"""The history of a member's points, as a page and as a file, and one entry with its cause."""

import re
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from points.feeds import history_csv as statements
from points.queries import causes
from points.queries import history as account_history
from points.queries.history import KINDS, PLANS, PREPAID, Wanted
from todock.lib import clock
from todock.lib.doors import for_members

_A_PAGE = 50
_MONTH = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")


@require_safe
@for_members
def history(request: HttpRequest) -> HttpResponse:
    """List what happened to the member's points, by month, the newest first."""
    wanted, member = _wanted(request), request.member
    asked = request.GET.get("page", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    start = max(page - 1, 0) * _A_PAGE
    # One more than is shown tells whether there are older ones, without counting years of them.
    found = wanted.among(account_history.movements_of(member))[start : start + _A_PAGE + 1]
    rows = [wanted.shown(each) for each in found]
    frame = account_history.frame_of(member, wanted.month)
    context = {
        "section": "points",
        "wanted": wanted,
        "months": _by_month(rows[:_A_PAGE]),
        "frame": frame,
        "month_choices": _month_choices(frame.oldest),
        "kind_choices": _kind_choices(),
        "unit": _("円") if wanted.kind == PREPAID else _("ポイント"),
        "query": _query(wanted),
        "newer": page - 1 if start else None,
        "older": page + 1 if len(rows) > _A_PAGE else None,
    }
    return render(request, "points/history.html", context)


@require_safe
@for_members
def history_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the member's own history, as far as it is wanted."""
    lines = statements.csv_lines(request.member, _wanted(request))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="points.csv"'
    response["Cache-Control"] = "no-store"
    return response


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
    found = _MONTH.fullmatch(request.GET.get("month", ""))
    # The last year of the calendar has no month after it.
    known = found and 2000 <= int(found[1]) < 9999
    month = date(int(found[1]), int(found[2]), 1) if known else None
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
    today = clock.japan_date(clock.now())
    if oldest is None:
        return []
    count = (today.year - oldest.year) * 12 + today.month - oldest.month + 1
    return list(account_history.months_back(today, count))


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
