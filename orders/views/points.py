"""Points on the order: none, a number of them, or all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orders.actions import points as points_actions
from orders.forms import PointsForm
from orders.queries.rounds import Round
from orders.queries.sheets import Sheet, sheet_of
from orders.views.order import order_page, round_or_404
from todock.lib import money
from todock.lib.pages.htmx import go_to, wants_fragment
from todock.lib.pages.ways import for_members
from todock.lib.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def set_points(request: HttpRequest, cycle: str) -> HttpResponse:
    """Use points on the order, as typed; the order page says what came of it."""
    round_now = round_or_404(request, cycle)
    page = reverse("orders:order_of", args=[cycle])
    if request.method != "POST":
        return redirect(page)
    form = PointsForm(request.POST)
    problem = form.problem
    if form.is_valid():
        try:
            points_actions.set_points(
                member=request.member, cycle=round_now.cycle, by=request.user, **form.wish
            )
        except Refusal as refusal:
            problem = refusal.message
    if problem or wants_fragment(request):
        return _answer(request, round_now.afresh(), problem, page)
    return go_to(request, f"{page}#points")


def _answer(request: HttpRequest, round_now: Round, problem: str, page: str) -> HttpResponse:
    sheet = sheet_of(round_now, round_now.cycle.code)
    if sheet is None or not (sheet.is_open and sheet.lines):
        return go_to(request, page)
    context = {
        "points_problem": problem,
        "points_typed": request.POST.get("points", "")[:12],
    }
    status = 422 if problem else 200
    if not wants_fragment(request):
        return order_page(request, sheet, status=status, **context)
    context |= {"round": round_now, "sheet": sheet}
    body = render_to_string("orders/order/points.html", context, request)
    context["live"] = problem or _done(sheet)
    body += render_to_string("orders/order/points_changed.html", context, request)
    return HttpResponse(body, status=status)


def _done(sheet: Sheet) -> str:
    if not sheet.points_used:
        text = _("ポイントは使いません。お支払いは%(to_pay)s円")
    else:
        text = _("%(points)sポイントを使います。お支払いは%(to_pay)s円")
    return text % {"points": money.yen(sheet.points_used), "to_pay": money.yen(sheet.to_pay)}
