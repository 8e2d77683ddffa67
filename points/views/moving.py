"""Points that a member sends elsewhere: the form, the check of it, the receipt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.models import Member
from points import actions, history, ledger, once, refusals
from points.forms import DonateForm, ExchangeForm, MoveForm
from points.ledger import Posted
from points.models import Donation
from points.views.doors import for_members
from todock.lib import clock
from todock.lib.money import yen


@dataclass(frozen=True)
class Way:
    """Somewhere that points can go."""

    slug: str
    title: Promise
    #: With the points, on the button of the check page and in the message afterwards.
    button: Promise
    done: Promise
    form: type[MoveForm]
    #: Takes the cleaned form; raises a Refusal.
    act: Callable[..., Posted]


def _donate(*, member: Member, form: MoveForm, key: str, at: datetime) -> Posted:
    values = form.cleaned_data
    donation = values["donation"]
    return actions.donate(member=member, points=values["points"], donation=donation, key=key, at=at)


def _exchange(*, member: Member, form: MoveForm, key: str, at: datetime) -> Posted:
    return actions.exchange(member=member, points=form.cleaned_data["points"], key=key, at=at)


def _to_main_card(*, member: Member, form: MoveForm, key: str, at: datetime) -> Posted:
    points = form.cleaned_data["points"]
    return actions.move_to_main_card(member=member, points=points, key=key, at=at)


WAYS = {
    way.slug: way
    for way in [
        Way(
            "donate",
            gettext_lazy("ポイントを寄付する"),
            gettext_lazy("%(points)sポイントを寄付する"),
            gettext_lazy("%(points)sポイントを寄付しました。ありがとうございます。"),
            DonateForm,
            _donate,
        ),
        Way(
            "exchange",
            gettext_lazy("スマちょこに交換する"),
            gettext_lazy("%(points)sポイントを%(points)s円分に交換する"),
            gettext_lazy("%(points)sポイントを、スマちょこ%(points)s円分に交換しました。"),
            ExchangeForm,
            _exchange,
        ),
        Way(
            "move",
            gettext_lazy("本証にポイントを移す"),
            gettext_lazy("%(points)sポイントを本証に移す"),
            gettext_lazy("%(points)sポイントを本証に移しました。"),
            MoveForm,
            _to_main_card,
        ),
    ]
}


@never_cache
@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask how many points go, show what that means, and do it once."""
    way, member, at = WAYS[slug], request.member, clock.now()
    key = once.key_of(request.POST.get("token", ""), member, slug)
    if key and "confirmed" in request.POST and (done := ledger.find(key)):
        return _receipt(request, way, done.pk, done.points)
    form = _form(request, way, at)
    if key is None or "back" in request.POST or not form.is_valid():
        return _page(request, way, form, status=_status(form, key))
    if not form.confirmed:
        return _page(request, way, form, template="points/check.html")
    points = form.cleaned_data["points"]
    try:
        posted = way.act(member=member, form=form, key=key, at=at)
    except refusals.Refusal as refusal:
        form.refuse(refusal.message)
        return _page(request, way, form, status=422)
    return _receipt(request, way, posted.transaction_id, points)


def _form(request: HttpRequest, way: Way, at: datetime) -> MoveForm:
    today = clock.japan_date(at)
    donations = []
    if way.form is DonateForm:
        donations = Donation.objects.filter(starts_on__lte=today, ends_on__gte=today)
    data = request.POST if request.method == "POST" else None
    return way.form(data, standing=history.standing_of(request.member, at), donations=donations)


def _status(form: MoveForm, key: str | None) -> int:
    return 422 if form.is_bound and (key is None or not form.is_valid()) else 200


def _page(
    request: HttpRequest,
    way: Way,
    form: MoveForm,
    *,
    template: str = "points/move.html",
    status: int = 200,
) -> HttpResponse:
    # What was done already, and what was refused, begins anew; a check page is of its form.
    checking = template == "points/check.html"
    token = request.POST["token"] if checking else once.token_for(request.member, way.slug)
    context = {"section": "points", "way": way, "form": form, "token": token}
    if checking:
        points = form.cleaned_data["points"]
        context |= {
            "points": points,
            "left": form.standing.available - points,
            "button": way.button % {"points": yen(points)},
        }
    return render(request, template, context, status=status)


def _receipt(request: HttpRequest, way: Way, movement_id: int, points: int) -> HttpResponse:
    messages.success(request, way.done % {"points": yen(points)})
    answer = redirect("points:entry", movement_id)
    answer.status_code = 303
    return answer
