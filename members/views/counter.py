"""The counter of a shop: whether a card is good, and a new one for whoever lost hers."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from members import access, card_numbers, rate_limits
from members.actions import cards
from members.forms.card import CheckForm, FindForm, ReissueForm
from members.models import AccessLog, CardEvent, Member
from members.refusals import NoCard, RegistrationBusy
from todock.lib import clock

View = Callable[[HttpRequest], HttpResponse]


def _staff_with(permission: str) -> Callable[[View], View]:
    """Open a view for those who have ``permission``; others are told that it is for staff."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            if not (request.user.is_staff and request.user.has_perm(permission)):
                return redirect("members:staff_only")
            if request.method == "POST" and not rate_limits.within(
                settings.CARD_CHECK_RATE, "card-check", rate_limits.address(request)
            ):
                return rate_limits.refused(request, seconds=60)
            return view(request)

        return never_cache(login_required(guarded))

    return guard


@_staff_with("members.check_membershipcard")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Take a scan, answer whether the card is good, and be ready for the next one."""
    if request.method != "POST":
        return _check_page(request, CheckForm())
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _check_page(request, form, status=422)
    found = cards.check(**form.cleaned_data, by=request.user, at=clock.now())
    if found.result is None:
        # A good card: the number stays in the form while the code is asked for.
        return _check_page(request, CheckForm(initial={"number": found.card.number}), found)
    return _check_page(request, CheckForm(), found)


@_staff_with("members.reissue_membershipcard")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask whose card is to be replaced, and show whose it is."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(
            request, "members/counter_find.html", {"form": form}, status=422 if form.errors else 200
        )
    member = form.cleaned_data["member"]
    access.log(
        by=request.user,
        act=AccessLog.Act.LOOK,
        subject=AccessLog.Subject.CARD,
        key=f"member {member.pk}",
        at=clock.now(),
    )
    return _reissue_page(request, member, ReissueForm())


@_staff_with("members.reissue_membershipcard")
@sensitive_post_parameters()
@require_POST
def reissue(request: HttpRequest) -> HttpResponse:
    """Revoke the card of the member who was shown, and issue the next one."""
    form = ReissueForm(request.POST)
    valid = form.is_valid()
    member = form.cleaned_data.get("member")
    if member is None:
        return redirect("members:counter_find")
    if not valid:
        return _reissue_page(request, member, form, status=422)
    try:
        card = cards.revoke_and_reissue(
            member=member,
            reason=form.cleaned_data["reason"],
            issue=form.cleaned_data["issue"] or 0,
            at=clock.now(),
            by=request.user,
            door=CardEvent.Door.DESK,
        )
    except (NoCard, RegistrationBusy) as refusal:
        return _reissue_page(request, member, form, refusal.message, status=409)
    groups = card_numbers.grouped(card.number)
    return render(request, "members/counter_reissued.html", {"member": member, "groups": groups})


def _check_page(
    request: HttpRequest, form: CheckForm, found: cards.Checked | None = None, status: int = 200
) -> HttpResponse:
    # The field that the next scan or the next keys go into.
    asks_code = found is not None and found.result is None
    field = "code" if asks_code or ("number" not in form.errors and form.errors) else "number"
    form.fields[field].widget.attrs["autofocus"] = True
    context = {"form": form, "found": found, "asks_code": asks_code}
    return render(request, "members/counter.html", context, status=status)


def _reissue_page(
    request: HttpRequest, member: Member, form: ReissueForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {"member": member, "form": form, "refusal": refusal or member.why_no_card}
    return render(request, "members/counter_reissue.html", context, status=status)
