"""ポイント口座 for staff: found by the member's number, and everything that happened to one."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.logged_pages import LoggedAdmin, log_looks
from members.models import AccessLog, Member
from points import actions
from points.models import Account
from points.queries.passbook import Passbook, days_of_lots
from points.staff import adjusting, merging
from todock.lib import clock, dates
from todock.lib.japanese.kana import fold_number
from todock.lib.money import yen
from todock.lib.pages.paging import EstimatingPaginator
from todock.lib.staff.pages import PageAdmin, must, show

#: Movements on one page of an account.
ON_A_PAGE = 100


@admin.register(Account)
class AccountAdmin(PageAdmin, LoggedAdmin):
    """Accounts with their balances. One is looked up, nobody browses by balance."""

    access_subject = AccessLog.Subject.POINTS
    change_list_template = "admin/points/account/change_list.html"
    list_display = [
        *("member", "available_points", "pending_points", "held_points", "prepaid_yen", "ended"),
    ]
    list_select_related = ["member"]
    list_per_page = 50
    ordering = ["-pk"]
    sortable_by: list[str] = []
    paginator = EstimatingPaginator
    search_fields = ["member__member_number"]
    search_help_text = _("組合員番号（すべてのけた）でさがします。")

    @admin.display(description=_("使える"))
    def available_points(self, account: Account) -> str:
        """Points that can be used."""
        return yen(account.available)

    @admin.display(description=_("確定待ち"))
    def pending_points(self, account: Account) -> str:
        """Points that wait for their day."""
        return yen(account.pending)

    @admin.display(description=_("利用予定"))
    def held_points(self, account: Account) -> str:
        """Points that orders hold."""
        return yen(account.held)

    @admin.display(description=_("スマちょこ（円）"))
    def prepaid_yen(self, account: Account) -> str:
        """Yen on the prepaid card."""
        return yen(account.prepaid)

    @admin.display(description=_("終了"))
    def ended(self, account: Account) -> str:
        """When the membership ended."""
        return dates.dated_text(account.closed_at) if account.closed_at else "—"

    def access_key(self, account: Account) -> str:
        """The member of whom it speaks."""
        return str(account.member_id)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search the whole number: an index knows it."""
        number = fold_number(search_term)
        return queryset.filter(member__member_number=number) if number else queryset, False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Offer to open the account of a member who has none yet."""
        number = fold_number(request.GET.get("q", ""))
        without = (
            number and request.user.has_perm("points.ask_adjustment") and _has_no_account(number)
        )
        more = {"number_without_account": number if without else ""}
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def get_urls(self) -> list[URLPattern]:
        """Add what staff do with an account."""
        guard = self.admin_site.admin_view
        return [
            path("open/", guard(open_account), name="points_account_open"),
            path("<int:pk>/adjust/", guard(adjusting.ask), name="points_account_adjust"),
            path("<int:pk>/merge/", guard(merging.merge), name="points_account_merge"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is known of the row, and what can be done."""
        return page(request, pk)


@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show balances, movements, lots and what waits of one account."""
    must(request, "points.view_account")
    account = get_object_or_404(Account.objects.select_related("member"), pk=pk)
    log_looks(request, AccessLog.Subject.POINTS, [account.member_id])
    movements = Paginator(Passbook(account), ON_A_PAGE).get_page(request.GET.get("page"))
    is_open = account.closed_at is None
    return show(
        request,
        "admin/points/account/page.html",
        model=Account,
        title=gettext("ポイント口座 %(number)s") % {"number": account.pk},
        account=account,
        at=clock.now(),
        movements=movements,
        days=days_of_lots(account),
        waiting=account.adjustments.waiting().select_related("asked_by"),
        may_adjust=is_open and request.user.has_perm("points.ask_adjustment"),
        may_merge=is_open and request.user.has_perm("points.merge_account"),
        may_see_members=request.user.has_perm("members.view_member"),
    )


@require_POST
def open_account(request: HttpRequest) -> HttpResponse:
    """Open the account of a member who has earned nothing yet."""
    must(request, "points.ask_adjustment")
    number = fold_number(request.POST.get("number", ""))
    member = get_object_or_404(Member, member_number=number)
    account = actions.account_of(member)
    messages.success(request, gettext("ポイント口座を開きました。"))
    return redirect("admin:points_account_change", account.pk)


def _has_no_account(number: str) -> bool:
    return Member.objects.filter(member_number=number, points__isnull=True).exists()
