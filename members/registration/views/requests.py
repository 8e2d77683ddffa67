"""What a member asks of staff: the form, the check of it, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from members.models import Member, MemberRequest
from members.refusals import AlreadyAsked, NotForThisMember, RequestDecided
from members.registration import overview, wishes
from members.registration.actions import requests
from members.registration.forms.requests import FORMS
from todock.lib import clock
from todock.lib.doors import for_members
from todock.lib.forms.panels import PageForm

State = MemberRequest.State


@sensitive_post_parameters()
@never_cache
@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """Show what the wish means, its form and its check; put it before staff."""
    member = request.member
    if not wishes.may_ask(member, kind):
        messages.error(request, NotForThisMember().message)
        return redirect("members:me")
    waiting = member.requests.filter(kind=kind, state=State.WAITING).first()
    form = FORMS[kind](member, request.POST if request.method == "POST" else None)
    context = _context(member, kind, form)
    if waiting:
        context["asked"] = overview.Asked(waiting)
        return render(request, "members/me/waiting.html", context)
    if not form.is_bound or "back" in request.POST:
        return render(request, "members/me/ask.html", context)
    if not form.is_valid():
        return render(request, "members/me/ask.html", context, status=422)
    if "confirmed" not in request.POST:
        wish = MemberRequest(member=member, kind=kind, wish=form.wish())
        context["facts"] = wishes.described(wish)
        return render(request, "members/me/check.html", context)
    return _put_before_staff(request, kind, form.wish())


@never_cache
@for_members
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wish back that waits."""
    wish = get_object_or_404(request.member.requests, pk=pk)
    try:
        requests.withdraw(request=wish, at=clock.now())
    except RequestDecided as refusal:
        messages.error(request, refusal.message)
    else:
        text = _("「%(what)s」の依頼を取り下げました。")
        messages.success(request, text % {"what": wish.get_kind_display()})
    return redirect("members:me")


def _put_before_staff(request: HttpRequest, kind: str, wish: dict) -> HttpResponse:
    try:
        asked = requests.ask(member=request.member, kind=kind, wish=wish, at=clock.now())
    except AlreadyAsked as refusal:
        messages.error(request, refusal.message)
    else:
        text = _("「%(what)s」の依頼を受け付けました。結果はメールとこのページでお知らせします。")
        messages.success(request, text % {"what": asked.get_kind_display()})
    return redirect("members:me")


def _context(member: Member, kind: str, form: PageForm) -> dict[str, object]:
    return {
        "kind": kind,
        "about": f"members/me/about_{kind}.html",
        "title": MemberRequest.Kind(kind).label,
        "member": member,
        "form": form,
        "family": wishes.family_of(member) if kind == MemberRequest.Kind.FAMILY_CARD else [],
        "family_ends": kind == MemberRequest.Kind.LEAVE and bool(wishes.family_of(member)),
        "possible": bool(form.fields),
    }
