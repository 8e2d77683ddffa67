"""電子組合員証: the card itself, its minute code, and what lets it work without signal."""

from datetime import datetime
from functools import cache

from csp.constants import NONCE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.card import actions, barcodes, codes, numbers
from members.card.forms import LostForm
from members.models import CardEvent, Member, MembershipCard
from members.refusals import CardNumbersUsedUp, NoCard, RegistrationBusy
from todock.lib import clock, dates
from todock.lib.pages import stylesheet

#: What the card needs of the stylesheet. Style, script and icons travel in the page: it opens in
#: one request, and the copy that is kept for times without signal needs nothing else.
STYLE = (
    *("tokens.css", "base.css", "layout.css", "pages/card.css"),
    *(f"components/{name}.css" for name in ("shared", "button", "contrast", "form", "panel")),
)


@never_cache
@login_required
@csp_update({"style-src": [NONCE], "script-src": [NONCE]})
@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """The card; issued at the first visit."""
    if request.member is None:
        return _to_identity()
    at = clock.now()
    try:
        good = _good_card(request, at)
    except (NoCard, RegistrationBusy) as refusal:
        status = 403 if isinstance(refusal, NoCard) else 503
        context = {"refusal": refusal.message}
        return render(request, "members/card/none.html", context, status=status)
    return render(request, "members/card.html", _shown(request.member, good, at))


@never_cache
@login_required
@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """The code of this minute, for the page that is open; 404 where there is no card."""
    member = request.member
    if member is None or member.card is None or member.why_no_card:
        return JsonResponse({}, status=404)
    at = clock.now()
    fresh = {
        "number": member.card.number,
        "code": codes.code(member.card.seed, at=at),
        "seconds": codes.seconds_left(at=at),
        "shown": dates.instant_text(at),
    }
    return JsonResponse(fresh)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """Ask whether the card is to be replaced; on POST replace it."""
    member = request.member
    if member is None or member.card is None or member.why_no_card:
        return redirect("members:card")
    if request.method != "POST":
        return _ask_lost(request)
    form = LostForm(request.POST)
    if not form.is_valid():
        return _ask_lost(request, status=422)
    try:
        actions.revoke_and_reissue(
            member=member,
            reason=MembershipCard.Reason.LOST,
            issue=form.cleaned_data["issue"],
            at=clock.now(),
            by=request.user,
            door=CardEvent.Door.MEMBER,
        )
    except CardNumbersUsedUp:
        # The page of the card says so; there is none to go back to.
        return redirect("members:card")
    except (NoCard, RegistrationBusy) as refusal:
        return _ask_lost(request, refusal=refusal.message, status=409)
    return redirect("members:card_renewed")


@never_cache
@login_required
@require_safe
def renewed(request: HttpRequest) -> HttpResponse:
    """Say that there is a new card, and that the old number is refused."""
    if request.member is None or request.member.card is None:
        return redirect("members:card")
    return render(request, "members/card/renewed.html", {"card": request.member.card})


@cache_control(no_cache=True)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; from here its reach is the card and nothing else."""
    return HttpResponse(_script("card_worker.js"), content_type="text/javascript; charset=utf-8")


@cache_control(max_age=24 * 60 * 60)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the card on its home screen."""
    icon = {"type": "image/png"}
    content = {
        "id": reverse("members:card"),
        "name": _("トドック 電子組合員証"),
        "short_name": _("組合員証"),
        "lang": "ja",
        "start_url": reverse("members:card"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf7f0",
        "theme_color": "#1a5c46",
        "icons": [
            {**icon, "src": static("img/card-192.png"), "sizes": "192x192"},
            {**icon, "src": static("img/card-512.png"), "sizes": "512x512"},
            {
                **icon,
                "src": static("img/card-maskable-512.png"),
                "sizes": "512x512",
                "purpose": "maskable",
            },
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json")


def _ask_lost(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {"member": request.member, "refusal": refusal}
    return render(request, "members/card/lost.html", context, status=status)


def _shown(member: Member, card: MembershipCard, at: datetime) -> dict:
    """What the page of ``card`` says at the instant ``at``."""
    bars = barcodes.modules(card.number, settings.CARD_SYMBOLOGY)
    return {
        "member": member,
        "card": card,
        "groups": numbers.grouped(card.number),
        "bars": barcodes.svg(card.number, settings.CARD_SYMBOLOGY, label=_("組合員証のバーコード")),
        "style": _style(len(bars)),
        "script": _script("card.js"),
        "code": codes.code(card.seed, at=at),
        "seconds": codes.seconds_left(at=at),
        "at": at,
        "days": settings.CARD_OFFLINE_DAYS,
        "worker": f"{reverse('members:card_worker')}?days={settings.CARD_OFFLINE_DAYS}",
    }


def _good_card(request: HttpRequest, at: datetime) -> MembershipCard:
    member = request.member
    if member.card is not None and not member.why_no_card:
        return member.card
    return actions.issue(member=member, at=at, by=request.user, door=CardEvent.Door.MEMBER)


def _to_identity() -> HttpResponse:
    return redirect(f"{reverse('members:link')}?{urlencode({'next': reverse('members:card')})}")


@cache
def _style(modules: int) -> str:
    return stylesheet.inline(*STYLE) + "\n" + barcodes.widths_css(modules)


@cache
def _script(name: str) -> str:
    return (settings.BASE_DIR / "static" / "js" / name).read_text()
