"""Jobs of the night that staff watch: expiry, the self-audit, the months of the stages."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Sum, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from points.actions import audit, expiring
from points.models import AuditRun, ExpiryRun, StageMonth
from todock.lib import clock, dates
from todock.lib.money import signed, yen
from todock.lib.staff.look_only import LookOnlyAdmin
from todock.lib.staff.pages import carry_out, must

#: Differences shown of one check: more is not read, but mended at its cause.
SHOWN = 50


@admin.register(ExpiryRun)
class ExpiryRunAdmin(LookOnlyAdmin):
    """What expires, by the last day: first the dry run, then what really expired."""

    change_form_template = "admin/points/expiryrun/change_form.html"
    list_display = [
        *("last_day", "state", "people", "coming", "gone", "before", "planned", "finished"),
    ]
    list_filter = ["state"]
    list_per_page = 50
    fieldsets = [
        (None, {"fields": ["last_day", "state", "people", "coming", "gone", "compared"]}),
        (_("いつ・だれが"), {"fields": ["planned", "released_by", "released_sum", "finished"]}),
    ]
    readonly_fields = [
        *("last_day", "people", "coming", "gone", "compared"),
        *("planned", "released_sum", "finished"),
    ]

    @admin.display(description=_("有効期限"), ordering="expires_on")
    def last_day(self, run: ExpiryRun) -> str:
        """The last day on which the points could be used."""
        return dates.full_day_text(run.expires_on)

    @admin.display(description=_("人数"), ordering="accounts")
    def people(self, run: ExpiryRun) -> str:
        """How many accounts have such points."""
        return yen(run.accounts)

    @admin.display(description=_("これから失効（試算）"), ordering="points")
    def coming(self, run: ExpiryRun) -> str:
        """What there is still to expire."""
        return yen(run.points)

    @admin.display(description=_("失効済み"), ordering="expired")
    def gone(self, run: ExpiryRun) -> str:
        """What has expired so far."""
        return yen(run.expired)

    @admin.display(description=_("前月の失効"))
    def before(self, run: ExpiryRun) -> str:
        """What it is compared with."""
        return yen(run.month_before)

    @admin.display(description=_("前月との比較"))
    def compared(self, run: ExpiryRun) -> str:
        """How far it is from the month before, and from when on it waits for staff."""
        month = ExpiryRun.objects.filter(
            expires_on__year=run.expires_on.year, expires_on__month=run.expires_on.month
        )
        sum_of_month = run.points + (month.aggregate(sum=Sum("expired"))["sum"] or 0)
        words = gettext(
            "この月 %(month)sポイント、前月 %(before)sポイント（差 %(difference)sポイント）。"
            "差が前月の%(percent)s%%と%(points)sポイントの大きいほうを超えると、保留になります。"
        )
        return words % {
            "month": yen(sum_of_month),
            "before": yen(run.month_before),
            "difference": signed(sum_of_month - run.month_before),
            "percent": settings.POINTS_EXPIRY_HOLD_PERCENT,
            "points": yen(settings.POINTS_EXPIRY_HOLD_POINTS),
        }

    @admin.display(description=_("試算"))
    def planned(self, run: ExpiryRun) -> str:
        """When the dry run was made."""
        return dates.dated_text(run.planned_at)

    @admin.display(description=_("許可したポイント"))
    def released_sum(self, run: ExpiryRun) -> str:
        """The sum that was released."""
        return "—" if run.released_points is None else yen(run.released_points)

    @admin.display(description=_("終了"))
    def finished(self, run: ExpiryRun) -> str:
        """When the points had expired."""
        return dates.dated_text(run.finished_at) if run.finished_at else "—"

    def get_urls(self) -> list[URLPattern]:
        """Add what staff do with a run that is held."""
        guarded = self.admin_site.admin_view(release)
        name = "points_expiryrun_release"
        return [path("<int:pk>/release/", guarded, name=name), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Offer to release a run that is held."""
        run = self.get_object(request, object_id)
        is_held = run is not None and run.state == ExpiryRun.State.HELD
        more = {
            "may_release": is_held and request.user.has_perm("points.release_expiryrun"),
            "seen": _sum_of(run) if run is not None else 0,
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the points of a held run expire, as they were shown."""
    must(request, "points.release_expiryrun")
    run = get_object_or_404(ExpiryRun, pk=pk)
    if request.POST.get("points") != str(_sum_of(run)):
        messages.error(request, gettext("試算が変わりました。もう一度、確かめてください。"))
        return redirect("admin:points_expiryrun_change", pk)
    carry_out(
        request,
        expiring.release,
        gettext("%(points)sポイントの失効を許可しました。") % {"points": yen(run.points)},
        deed_on=run,
        run=run,
        by=request.user,
        at=clock.now(),
    )
    return redirect("admin:points_expiryrun_change", pk)


def _sum_of(run: ExpiryRun) -> int:
    """The sum of the day, which is what a release is for."""
    return run.points + run.expired


@admin.register(AuditRun)
class AuditRunAdmin(LookOnlyAdmin):
    """The nightly looks at the whole ledger, and what did not add up."""

    change_form_template = "admin/points/auditrun/change_form.html"
    list_display = ["started", "finished", "result"]
    list_per_page = 50
    fields = ["started", "finished", "result"]
    readonly_fields = ["started", "finished", "result"]

    @admin.display(description=_("開始"), ordering="started_at")
    def started(self, run: AuditRun) -> str:
        """When it began."""
        return dates.dated_text(run.started_at)

    @admin.display(description=_("終了"), ordering="finished_at")
    def finished(self, run: AuditRun) -> str:
        """When it ended."""
        return dates.dated_text(run.finished_at) if run.finished_at else gettext("終わっていません")

    @admin.display(description=_("結果"), ordering="differences")
    def result(self, run: AuditRun) -> str:
        """Whether all adds up."""
        if run.differences:
            return gettext("食い違い %(count)s件") % {"count": yen(run.differences)}
        return gettext("食い違いなし") if run.finished_at else "—"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show each check with its figure, and the rows that differ."""
        run = self.get_object(request, object_id)
        more = {}
        if run is not None:
            more = {"figures": _figures(run), "checks": _checks(run), "shown": SHOWN}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})


#: Figures of a run, and pots that rows speak of, in words.
_WORDS = {
    "accounts": _("口座"),
    "entries": _("記入"),
    "available": _("使えるポイント"),
    "pending": _("確定待ちのポイント"),
    "held": _("注文に利用予定のポイント"),
    "prepaid": _("スマちょこ（円）"),
}


def _figures(run: AuditRun) -> list[tuple[Any, int]]:
    return [(words, run.figures[name]) for name, words in _WORDS.items() if name in run.figures]


def _checks(run: AuditRun) -> list[dict[str, Any]]:
    """Every check that was made, what it is called, how many rows differ, the first of them."""
    labels = {check.name: check.label for check in audit.checks()}
    place = Window(RowNumber(), partition_by="check_name", order_by="pk")
    first = run.found.annotate(place=place).filter(place__lte=SHOWN).order_by("check_name", "pk")
    rows = {name: list(each) for name, each in groupby(first, lambda row: row.check_name)}
    for row in (row for each in rows.values() for row in each):
        row.about = _WORDS.get(row.subject, row.subject)
    counts = run.figures.get("checks", {})
    known = [name for name in labels if name in counts]
    return [
        {"label": labels.get(name, name), "count": counts[name], "rows": rows.get(name, [])}
        for name in dict.fromkeys([*known, *counts])
    ]


@admin.register(StageMonth)
class StageMonthAdmin(LookOnlyAdmin):
    """The months that were counted for the stages."""

    list_display = ["last_day", "computed", "people", "paid"]
    fields = ["last_day", "computed", "people", "paid"]
    readonly_fields = ["last_day", "computed", "people", "paid"]

    @admin.display(description=_("数える期間の最後の日"), ordering="ends_on")
    def last_day(self, month: StageMonth) -> str:
        """The day that ends the month."""
        return dates.full_day_text(month.ends_on)

    @admin.display(description=_("計算"))
    def computed(self, month: StageMonth) -> str:
        """When it was counted."""
        return dates.dated_text(month.computed_at)

    @admin.display(description=_("人数"), ordering="members")
    def people(self, month: StageMonth) -> str:
        """How many members spent something."""
        return yen(month.members)

    @admin.display(description=_("付与"))
    def paid(self, month: StageMonth) -> str:
        """When the bonus was paid."""
        return dates.dated_text(month.paid_at) if month.paid_at else "—"
