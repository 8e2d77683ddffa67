"""Asking for a correction: the form on the page of an account."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.logged_pages import log_looks
from members.models import AccessLog
from points import actions, once, refusals
from points.models import Account, Adjustment
from points.staff.forms import AdjustmentForm
from todock.lib import clock
from todock.lib.money import signed
from todock.lib.refusals import Refusal
from todock.lib.staff.pages import must, show, write_down_deed

_SLUG = "adjustment"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how many points, and why; a form that comes twice counts once."""
    must(request, "points.ask_adjustment")
    account = get_object_or_404(Account.objects.select_related("member"), pk=pk)
    if request.method != "POST":
        return _page(request, account, AdjustmentForm())
    form = AdjustmentForm(request.POST)
    key = once.key_of(request.POST.get("token", ""), account.member, _SLUG)
    if key is None:
        form.add_error(
            None, _("この画面は古くなりました。内容を確かめて、もう一度送ってください。")
        )
    if not form.is_valid():
        return _page(request, account, form)
    try:
        adjustment = _ask(request, account, form, key)
    except refusals.KeyReused:
        form.add_error(None, _("この画面からは、すでに別の内容で調整しています。"))
        return _page(request, account, form)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _page(request, account, form)
    messages.success(request, _said(adjustment))
    return redirect("admin:points_account_change", account.pk)


def _ask(request: HttpRequest, account: Account, form: AdjustmentForm, key: str) -> Adjustment:
    at = clock.now()
    adjustment = actions.ask_adjustment(
        member=account.member, **form.cleaned_data, by=request.user, at=at, key=key
    )
    if adjustment.asked_at == at:
        for row in (adjustment, account):
            write_down_deed(request, row, _said(adjustment))
    return adjustment


def _said(adjustment: Adjustment) -> str:
    if adjustment.waits:
        said = _("%(points)sポイントの調整を起票しました。ほかの職員の承認を待っています。")
    else:
        said = _("%(points)sポイントの調整をしました。")
    return said % {"points": signed(adjustment.points)}


def _page(request: HttpRequest, account: Account, form: AdjustmentForm) -> HttpResponse:
    log_looks(request, AccessLog.Subject.POINTS, [account.member_id])
    return show(
        request,
        "admin/points/account/adjust.html",
        model=Account,
        title=_("ポイントを調整する"),
        forms=[form],
        account=account,
        form=form,
        token=once.token_for(account.member, _SLUG),
        limit=settings.POINTS_ADJUSTMENT_LIMIT,
    )
