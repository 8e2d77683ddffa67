"""ポイントの調整: what was asked for, and the decision of another member of staff."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.logged_pages import LoggedAdmin, log_looks
from members.models import AccessLog
from points import actions
from points.models import Adjustment
from todock.lib import clock, dates
from todock.lib.japanese.kana import fold_number
from todock.lib.money import signed
from todock.lib.pages.paging import EstimatingPaginator
from todock.lib.staff.pages import PageAdmin, carry_out, must, show

_RELATED = ["account__member", "asked_by", "released_by", "refused_by", "transaction"]


class StateFilter(admin.SimpleListFilter):
    """What became of a correction."""

    title = _("状態")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple]:
        """Offer what waits first."""
        return [("waiting", _("承認待ち")), ("done", _("調整済み")), ("refused", _("見送り"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Show the rows of the chosen state."""
        if self.value() == "waiting":
            return queryset.waiting()
        if self.value() == "done":
            return queryset.filter(transaction__isnull=False)
        if self.value() == "refused":
            return queryset.filter(refused_by__isnull=False)
        return queryset


@admin.register(Adjustment)
class AdjustmentAdmin(PageAdmin, LoggedAdmin):
    """Corrections, the newest first."""

    access_subject = AccessLog.Subject.POINTS
    plain_conditions = frozenset({"state"})
    list_display = ["asked", "member", "signed_points", "reason", "asked_by", "state"]
    list_filter = [StateFilter]
    list_select_related = ["account__member", "asked_by"]
    list_per_page = 50
    ordering = ["-pk"]
    sortable_by: list[str] = []
    paginator = EstimatingPaginator
    search_fields = ["account__member__member_number"]
    search_help_text = _("組合員番号（すべてのけた）でさがします。")

    @admin.display(description=_("起票"))
    def asked(self, adjustment: Adjustment) -> str:
        """When it was asked for."""
        return dates.dated_text(adjustment.asked_at)

    @admin.display(description=_("組合員"))
    def member(self, adjustment: Adjustment) -> str:
        """Whose points they are."""
        return str(adjustment.account.member)

    @admin.display(description=_("ポイント"))
    def signed_points(self, adjustment: Adjustment) -> str:
        """Points with their sign."""
        return signed(adjustment.points)

    @admin.display(description=_("状態"))
    def state(self, adjustment: Adjustment) -> str:
        """What became of it."""
        if adjustment.waits:
            return gettext("承認待ち")
        return gettext("見送り") if adjustment.refused_by_id else gettext("調整済み")

    def access_key(self, adjustment: Adjustment) -> str:
        """The member of whom it speaks."""
        return str(adjustment.account.member_id)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search the whole number of the member."""
        number = fold_number(search_term)
        found = queryset.filter(account__member__member_number=number) if number else queryset
        return found, False

    def get_urls(self) -> list[URLPattern]:
        """Add the two decisions."""
        guard = self.admin_site.admin_view
        return [
            path("<int:pk>/release/", guard(release), name="points_adjustment_release"),
            path("<int:pk>/refuse/", guard(refuse), name="points_adjustment_refuse"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is known of the row, and what can be done."""
        return page(request, pk)


@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a correction, and its decision: to another than who asked."""
    must(request, "points.view_adjustment")
    adjustment = get_object_or_404(Adjustment.objects.select_related(*_RELATED), pk=pk)
    log_looks(request, AccessLog.Subject.POINTS, [adjustment.account.member_id])
    own = adjustment.asked_by_id == request.user.pk
    releases = request.user.has_perm("points.release_adjustment")
    return show(
        request,
        "admin/points/adjustment/page.html",
        model=Adjustment,
        title=gettext("ポイントの調整 %(number)s") % {"number": pk},
        adjustment=adjustment,
        own=own,
        may_release=releases and not own,
        may_refuse=releases or (own and request.user.has_perm("points.ask_adjustment")),
        limit=settings.POINTS_ADJUSTMENT_LIMIT,
        will_have=adjustment.account.available + adjustment.points,
    )


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a correction above the limit be carried out."""
    must(request, "points.release_adjustment")
    said = gettext("調整を承認しました。")
    return _decide(request, _adjustment(pk), actions.release_adjustment, said)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a correction undone; who asked may take it back."""
    adjustment = _adjustment(pk)
    own = adjustment.asked_by_id == request.user.pk and request.user.has_perm(
        "points.ask_adjustment"
    )
    if not own and not request.user.has_perm("points.release_adjustment"):
        raise PermissionDenied
    said = gettext("調整を取り下げました。") if own else gettext("調整を見送りました。")
    return _decide(request, adjustment, actions.refuse_adjustment, said)


def _decide(
    request: HttpRequest, adjustment: Adjustment, action: Callable[..., Adjustment], said: str
) -> HttpResponse:
    carry_out(
        request,
        action,
        said,
        deed_on=adjustment,
        adjustment=adjustment,
        by=request.user,
        at=clock.now(),
    )
    return redirect("admin:points_adjustment_change", adjustment.pk)


def _adjustment(pk: int) -> Adjustment:
    return get_object_or_404(Adjustment, pk=pk)
