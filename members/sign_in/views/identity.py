"""本人確認, and the page for those who are not staff."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from members.models import Member
from members.refusals import IdentityLocked, IdentityMismatch
from members.sign_in import rate_limits
from members.sign_in.actions.identity import link_identity
from members.sign_in.forms import IdentityForm
from todock.lib import clock
from todock.lib.pages.ways import safe_next


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """本人確認: tie the sign-in to its member, then go on to ``next``."""
    next_url = safe_next(request)
    if request.member:
        return redirect(next_url)
    form = IdentityForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _link_page(request, form)
    if not rate_limits.within(settings.IDENTITY_RATE, "identity", rate_limits.address(request)):
        return rate_limits.refused(request, seconds=600)
    if not form.is_valid():
        return _link_page(request, form, status=422)
    try:
        member = link_identity(user=request.user, at=clock.now(), **form.cleaned_data)
    except (IdentityMismatch, IdentityLocked) as refusal:
        locked = isinstance(refusal, IdentityLocked)
        return _link_page(request, form, refusal.message, locked, status=429 if locked else 422)
    _greet(request, member)
    return redirect(next_url)


@never_cache
def staff_only(request: HttpRequest) -> HttpResponse:
    """Say that the admin is for staff."""
    return render(request, "members/staff_only.html", status=403)


def _link_page(
    request: HttpRequest,
    form: IdentityForm,
    refusal: str = "",
    locked: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "next": safe_next(request), "refusal": refusal, "locked": locked}
    return render(request, "members/link.html", context, status=status)


def _greet(request: HttpRequest, member: Member) -> None:
    if reason := member.why_no_orders:
        messages.warning(request, reason)
    else:
        text = _("%(name)sさんの本人確認ができました。注文できます。")
        messages.success(request, text % {"name": member.name})
