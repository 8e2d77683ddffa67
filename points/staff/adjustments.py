"""ポイントの調整: what was asked for, and the decision of another member of staff."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.logged_pages import LoggedAdmin
from members.models import AccessLog
from points import actions
from points.models import Adjustment
from points.refusals import Refusal
from points.staff.pages import frame, may, must, number_of, write_down_deed, write_down_look
from todock.lib import clock, dates
from todock.lib.money import signed
from todock.lib.paging import EstimatingPaginator

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
class AdjustmentAdmin(LoggedAdmin):
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

    class Media:
        """The look of figures."""

        css = {"all": ["points/admin.css"]}

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
        number = number_of(search_term)
        found = queryset.filter(account__member__member_number=number) if number else queryset
        return found, False

    def get_urls(self) -> list[URLPattern]:
        """Add the two decisions."""
        door = self.admin_site.admin_view
        return [
            path("<int:pk>/release/", door(release), name="points_adjustment_release"),
            path("<int:pk>/refuse/", door(refuse), name="points_adjustment_refuse"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a page of our own."""
        if not object_id.isdecimal():
            raise Http404
        return page(request, int(object_id))


@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a correction, and its decision: to another than who asked."""
    must(request, "view_adjustment")
    adjustment = get_object_or_404(Adjustment.objects.select_related(*_RELATED), pk=pk)
    write_down_look(request, [adjustment.account.member_id])
    own = adjustment.asked_by_id == request.user.pk
    releases = may(request, "release_adjustment")
    context = {
        **frame(request, Adjustment, gettext("ポイントの調整 %(number)s") % {"number": pk}),
        "adjustment": adjustment,
        "own": own,
        "may_release": releases and not own,
        "may_refuse": releases or (own and may(request, "ask_adjustment")),
        "limit": settings.POINTS_ADJUSTMENT_LIMIT,
        "will_have": adjustment.account.available + adjustment.points,
    }
    return render(request, "admin/points/adjustment/page.html", context)


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a correction above the limit be carried out."""
    must(request, "release_adjustment")
    said = gettext("調整を承認しました。")
    return _decide(request, _adjustment(pk), actions.release_adjustment, said)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a correction undone; who asked may take it back."""
    adjustment = _adjustment(pk)
    own = adjustment.asked_by_id == request.user.pk and may(request, "ask_adjustment")
    if not own and not may(request, "release_adjustment"):
        raise PermissionDenied
    said = gettext("調整を取り下げました。") if own else gettext("調整を見送りました。")
    return _decide(request, adjustment, actions.refuse_adjustment, said)


def _decide(
    request: HttpRequest, adjustment: Adjustment, action: Callable[..., Adjustment], said: str
) -> HttpResponse:
    try:
        action(adjustment=adjustment, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        write_down_deed(request, adjustment, said)
        messages.success(request, said)
    return redirect("admin:points_adjustment_change", adjustment.pk)


def _adjustment(pk: int) -> Adjustment:
    return get_object_or_404(Adjustment, pk=pk)
