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
from members.registration.actions import requests
from members.registration.forms.requests import FORMS
from members.registration.queries import overview
from members.registration.queries.requests import described, family_of, may_ask
from todock.lib import clock
from todock.lib.forms.panels import PageForm
from todock.lib.pages.ways import for_members

State = MemberRequest.State


@sensitive_post_parameters()
@never_cache
@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """Show what the request means, its form and its check; put it before staff."""
    member = request.member
    if not may_ask(member, kind):
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
        asked = MemberRequest(member=member, kind=kind, content=form.content())
        context["facts"] = described(asked)
        return render(request, "members/me/check.html", context)
    return _put_before_staff(request, kind, form.content())


@never_cache
@for_members
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request back that waits."""
    asked = get_object_or_404(request.member.requests, pk=pk)
    try:
        requests.withdraw(asked=asked, at=clock.now())
    except RequestDecided as refusal:
        messages.error(request, refusal.message)
    else:
        text = _("「%(what)s」の依頼を取り下げました。")
        messages.success(request, text % {"what": asked.get_kind_display()})
    return redirect("members:me")


def _put_before_staff(request: HttpRequest, kind: str, content: dict) -> HttpResponse:
    try:
        asked = requests.ask(member=request.member, kind=kind, content=content, at=clock.now())
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
        "family": family_of(member) if kind == MemberRequest.Kind.FAMILY_CARD else [],
        "family_ends": kind == MemberRequest.Kind.LEAVE and bool(family_of(member)),
        "possible": bool(form.fields),
    }
