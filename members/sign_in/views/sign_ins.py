"""The sign-ins of a person, and ending them."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.sign_in.actions import sign_ins
from todock.lib import clock


@never_cache
@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List the sign-ins of the last SIGN_IN_DAYS days, and older ones that still live."""
    since = clock.now() - timedelta(days=settings.SIGN_IN_DAYS)
    rows = request.user.sign_ins.filter(Q(at__gt=since) | Q(ended_at__isnull=True)).order_by("-at")
    this = sign_ins.of_this_browser(request)
    found = sorted(rows, key=lambda each: (each.pk != this, each.ended_at is not None))
    context = {
        "sign_ins": found,
        "this": this,
        "others": sum(each.ended_at is None and each.pk != this for each in found),
        "days": settings.SIGN_IN_DAYS,
    }
    return render(request, "members/me/sign_ins.html", context)


@never_cache
@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one sign-in of this person; that of this browser by signing out."""
    if pk == sign_ins.of_this_browser(request):
        return redirect("account_logout")
    sign_in = get_object_or_404(request.user.sign_ins, pk=pk)
    sign_ins.end(sign_in=sign_in, at=clock.now())
    text = _("「%(device)s」のログインを終わらせました。")
    messages.success(request, text % {"device": sign_in.device})
    return redirect("members:sign_ins")


@never_cache
@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all sign-ins of this person but the one of this browser."""
    this = sign_ins.of_this_browser(request)
    ended = sign_ins.end_others(user=request.user, but=this, at=clock.now())
    text = _("ほかの%(count)s件のログインを終わらせました。")
    messages.success(request, text % {"count": ended})
    return redirect("members:sign_ins")
