"""Two memberships of one person: the points of the one that ends go to the one that stays."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.logged_pages import log_looks
from members.models import AccessLog, Member
from points import actions, once
from points.actions import ledger
from points.models import Account
from points.staff.forms import MergeForm
from todock.lib import clock
from todock.lib.money import yen
from todock.lib.refusals import Refusal
from todock.lib.staff.pages import must, show, write_down_deed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the other number, show what would happen, and do it once."""
    must(request, "points.merge_account")
    account = get_object_or_404(Account.objects.select_related("member"), pk=pk)
    if request.method != "POST":
        return _page(request, account, MergeForm(account=account))
    form = MergeForm(request.POST, account=account)
    if not form.is_valid():
        return _page(request, account, form)
    new = form.cleaned_data["number"]
    key = once.key_of(request.POST.get("token", ""), account.member, _slug(new))
    if "sure" not in request.POST or key is None:
        return _preview(request, account, new)
    return _carry_out(request, account, new, key)


def _carry_out(request: HttpRequest, account: Account, new: Member, key: str) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        posted = actions.merge(
            old=account.member,
            new=new,
            by=request.user,
            at=clock.now(),
            key=key,
            seen=int(seen) if seen.isdecimal() else -1,
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:points_account_merge", account.pk)
    if posted is None:
        messages.warning(request, _("移せるポイントがありませんでした。"))
    else:
        _tell(request, account, new, ledger.find(key).points, is_new=not posted.replayed)
    return redirect("admin:points_account_change", account.pk)


def _tell(
    request: HttpRequest, account: Account, new: Member, points: int, *, is_new: bool
) -> None:
    went = _("%(points)sポイントを、残す組合員番号の口座に移しました。") % {"points": yen(points)}
    if is_new:
        came = _("%(points)sポイントを、まとめる組合員番号の口座から受け取りました。")
        write_down_deed(request, account, went)
        write_down_deed(request, actions.account_of(new), came % {"points": yen(points)})
    messages.success(request, went)


def _page(request: HttpRequest, account: Account, form: MergeForm) -> HttpResponse:
    log_looks(request, AccessLog.Subject.POINTS, [account.member_id])
    return show(
        request,
        "admin/points/account/merge.html",
        model=Account,
        title=_("組合員番号をまとめる"),
        forms=[form],
        account=account,
        form=form,
    )


def _preview(request: HttpRequest, account: Account, new: Member) -> HttpResponse:
    log_looks(request, AccessLog.Subject.POINTS, [account.member_id, new.pk])
    target = Account.objects.filter(member=new).first()
    has = target.available if target else 0
    return show(
        request,
        "admin/points/account/merge_sure.html",
        model=Account,
        title=_("まとめる内容を確かめる"),
        account=account,
        new=new,
        has=has,
        will_have=has + account.available,
        token=once.token_for(account.member, _slug(new)),
    )


def _slug(new: Member) -> str:
    """A token is for one pair of members."""
    return f"merge:{new.pk}"
