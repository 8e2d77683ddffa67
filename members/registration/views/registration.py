"""My registration: what stands, and the pages on which a member changes it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from members.refusals import NotForThisMember, RegistrationBusy
from members.registration.actions import changes
from members.registration.queries import overview
from members.registration.topics import TOPICS
from todock.lib import clock
from todock.lib.pages.ways import for_members


@never_cache
@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, what is registered, what waits, and the way out."""
    context = {"member": request.member}
    if request.member:
        context |= overview.of(request.member, at=clock.now())
    return render(request, "members/me.html", context)


@sensitive_post_parameters()
@never_cache
@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form of one topic; save what differs at once."""
    topic, member = TOPICS[slug], request.member
    if not overview.may_change(member):
        messages.error(request, NotForThisMember().message)
        return redirect("members:me")
    form = topic.form.of(member, request.POST if request.method == "POST" else None)
    context = {"topic": topic, "form": form}
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "members/me/change.html", context, status=status)
    values = form.values()
    try:
        made = changes.change(member=member, values=values, by=request.user, at=clock.now())
    except RegistrationBusy as refusal:
        context["refusal"] = refusal.message
        return render(request, "members/me/change.html", context, status=503)
    text = _("「%(topic)s」を保存しました。") if made else _("「%(topic)s」は、いまのままです。")
    messages.success(request, text % {"topic": topic.title})
    return redirect("members:me")
