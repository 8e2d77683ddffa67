"""The page behind the mailed link of the first sign-in."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.joining.actions import first_sign_in as actions
from members.joining.models import FirstSignInLink
from members.joining.refusals import FirstSignInLinkOver
from members.refusals import AlreadyTied
from members.sign_in import rate_limits
from todock.lib import clock
from todock.lib.refusals import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_sign_in(request: HttpRequest, public_id: UUID, mac: str) -> HttpResponse:
    """Lead to the sign-in, then ask once whether it is to be this membership's."""
    if not rate_limits.within(settings.IDENTITY_RATE, "first", rate_limits.address(request)):
        return rate_limits.refused(request, seconds=600)
    if not actions.is_mac(public_id, mac):
        raise Http404
    at = clock.now()
    links = FirstSignInLink.objects.select_related("member")
    link = links.filter(public_id=public_id).first()
    if link and request.member and request.member.pk == link.member_id:
        return redirect("/")
    if link is None or link.used_at or link.expires_at <= at:
        return _not_possible(request, FirstSignInLinkOver())
    if request.member:
        return _not_possible(request, AlreadyTied())
    if request.method != "POST" or not request.user.is_authenticated:
        return render(request, "joining/first_sign_in.html", {"link": link, "next": request.path})
    try:
        member = actions.tie(link=link, user=request.user, at=at)
    except (AlreadyTied, FirstSignInLinkOver) as refusal:
        return _not_possible(request, refusal)
    messages.success(request, _("%(name)sのログインができました。") % {"name": member.called})
    return redirect("/")


def _not_possible(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say why not, and which ways there are besides this one."""
    over = isinstance(refusal, FirstSignInLinkOver)
    context = {"refusal": refusal.message, "over": over}
    return render(request, "joining/first_sign_in_over.html", context, status=410 if over else 409)
