"""Points that a member sends elsewhere: the form, the check of it, the receipt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.models import Member
from points import actions, once
from points.actions import ledger
from points.actions.ledger import Posted
from points.forms import DonateForm, ExchangeForm, MoveForm
from points.models import PREPAID_CEILING, Donation
from points.queries import history
from todock.lib import clock
from todock.lib.money import yen
from todock.lib.pages.ways import for_members
from todock.lib.refusals import Refusal


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
    key = _confirmed_key(request, slug)
    if key and (done := ledger.find(key)):
        return _receipt(request, way, done.pk, done.points)
    form = _form(request, way, at, confirmed=key is not None)
    if slug == "move" and not form.standing.has_main_card:
        raise Http404
    if "back" in request.POST or not form.is_valid():
        wrong = form.is_bound and "back" not in request.POST
        return _page(request, way, form, status=422 if wrong else 200)
    if key is None:
        return _check_page(request, way, form)
    try:
        posted = way.act(member=member, form=form, key=key, at=at)
    except Refusal as refusal:
        form.complain("points", refusal.message)
        return _page(request, way, form, status=422)
    return _receipt(request, way, posted.transaction_id, form.cleaned_data["points"])


def _confirmed_key(request: HttpRequest, slug: str) -> str | None:
    """The key of a check page that the member said yes to; another one is asked again."""
    if "confirmed" not in request.POST:
        return None
    return once.key_of(request.POST.get("token", ""), request.member, slug)


def _form(request: HttpRequest, way: Way, at: datetime, *, confirmed: bool) -> MoveForm:
    today = clock.japan_date(at)
    donations = []
    if way.form is DonateForm:
        donations = Donation.objects.filter(starts_on__lte=today, ends_on__gte=today)
    data = request.POST if request.method == "POST" else None
    standing = history.standing_of(request.member, at)
    return way.form(data, standing=standing, at=at, donations=donations, confirmed=confirmed)


def _page(request: HttpRequest, way: Way, form: MoveForm, *, status: int) -> HttpResponse:
    context = {"section": "points", "way": way, "form": form, "at": clock.now()}
    return render(request, "points/move.html", context | _places(), status=status)


def _check_page(request: HttpRequest, way: Way, form: MoveForm) -> HttpResponse:
    points = form.cleaned_data["points"]
    context = {
        "section": "points",
        "way": way,
        "form": form,
        # Of this page, not of the form before it: whoever asks for more afterwards means it.
        "token": once.token_for(request.member, way.slug),
        "points": points,
        "donation": form.cleaned_data.get("donation"),
        "left": form.standing.available - points,
        "prepaid": form.standing.prepaid + points,
        "button": way.button % {"points": yen(points)},
    }
    return render(request, "points/check.html", context | _places())


def _places() -> dict:
    return {"prepaid_places": settings.PREPAID_PLACES, "ceiling": PREPAID_CEILING}


def _receipt(request: HttpRequest, way: Way, movement_id: int, points: int) -> HttpResponse:
    messages.success(request, way.done % {"points": yen(points)})
    answer = redirect("points:entry", movement_id)
    answer.status_code = 303
    return answer
