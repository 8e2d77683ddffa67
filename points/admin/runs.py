"""Jobs of the night that staff watch: expiry, the self-audit, the months of the stages."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Count, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from points.actions import expiring
from points.admin.pages import may, must, write_down_deed
from points.models import AuditDifference, AuditRun, ExpiryRun, StageMonth
from points.refusals import Refusal
from todock.lib import clock
from todock.lib.look_only import LookOnlyAdmin
from todock.lib.money import signed, yen

#: Differences shown of one check: more is not read, but mended at its cause.
SHOWN = 50


@admin.register(ExpiryRun)
class ExpiryRunAdmin(LookOnlyAdmin):
    """What expires, by the last day: first the dry run, then what really expired."""

    change_form_template = "admin/points/expiryrun/change_form.html"
    list_display = [
        *("last_day", "state", "accounts", "sum", "before", "planned", "finished"),
    ]
    list_filter = ["state"]
    list_per_page = 50
    fieldsets = [
        (None, {"fields": ["last_day", "state", "accounts", "sum", "compared"]}),
        (_("いつ・だれが"), {"fields": ["planned", "released_by", "released_sum", "finished"]}),
    ]
    readonly_fields = ["last_day", "sum", "compared", "planned", "released_sum", "finished"]

    class Media:
        """The look of the buttons."""

        css = {"all": ["points/admin.css"]}

    @admin.display(description=_("有効期限"), ordering="expires_on")
    def last_day(self, run: ExpiryRun) -> str:
        """The last day on which the points could be used."""
        return f"{run.expires_on.year}年{clock.day_text(run.expires_on)}"

    @admin.display(description=_("ポイント"), ordering="points")
    def sum(self, run: ExpiryRun) -> str:
        """What the dry run found, or what expired."""
        return yen(run.points)

    @admin.display(description=_("前月の失効"))
    def before(self, run: ExpiryRun) -> str:
        """What it is compared with."""
        return yen(run.month_before)

    @admin.display(description=_("前月との比較"))
    def compared(self, run: ExpiryRun) -> str:
        """How far it is from the month before, and from when on it waits for staff."""
        difference = run.points - run.month_before
        share = ""
        if run.month_before:
            share = f"（{signed(round(difference * 100 / run.month_before))}%）"
        words = gettext(
            "前月は%(before)sポイント、差は%(difference)sポイント%(share)s。"
            "差が%(percent)s%%を超え、%(points)sポイントも超えると、保留になります。"
        )
        return words % {
            "before": yen(run.month_before),
            "difference": signed(difference),
            "share": share,
            "percent": settings.POINTS_EXPIRY_HOLD_PERCENT,
            "points": yen(settings.POINTS_EXPIRY_HOLD_POINTS),
        }

    @admin.display(description=_("試算"))
    def planned(self, run: ExpiryRun) -> str:
        """When the dry run was made."""
        return clock.dated_text(run.planned_at)

    @admin.display(description=_("許可したポイント"))
    def released_sum(self, run: ExpiryRun) -> str:
        """The sum that was released."""
        return "—" if run.released_points is None else yen(run.released_points)

    @admin.display(description=_("終了"))
    def finished(self, run: ExpiryRun) -> str:
        """When the points had expired."""
        return clock.dated_text(run.finished_at) if run.finished_at else "—"

    def get_urls(self) -> list[URLPattern]:
        """Add what staff do with a run that is held."""
        door = self.admin_site.admin_view(release)
        name = "points_expiryrun_release"
        return [path("<int:pk>/release/", door, name=name), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Offer to release a run that is held."""
        more = {"may_release": may(request, "release_expiryrun")}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the points of a held run expire, as they were shown."""
    must(request, "release_expiryrun")
    run = get_object_or_404(ExpiryRun, pk=pk)
    if request.POST.get("points") != str(run.points):
        messages.error(request, gettext("試算が変わりました。もう一度、確かめてください。"))
        return redirect("admin:points_expiryrun_change", pk)
    try:
        expiring.release(run=run, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = gettext("%(points)sポイントの失効を許可しました。") % {"points": yen(run.points)}
        write_down_deed(request, run, said)
        messages.success(request, said)
    return redirect("admin:points_expiryrun_change", pk)


@admin.register(AuditRun)
class AuditRunAdmin(LookOnlyAdmin):
    """The nightly looks at the whole ledger, and what did not add up."""

    change_form_template = "admin/points/auditrun/change_form.html"
    list_display = ["started", "finished", "result"]
    list_per_page = 50
    fields = ["started", "finished", "result"]
    readonly_fields = ["started", "finished", "result"]

    class Media:
        """The look of figures."""

        css = {"all": ["points/admin.css"]}

    @admin.display(description=_("開始"), ordering="started_at")
    def started(self, run: AuditRun) -> str:
        """When it began."""
        return clock.dated_text(run.started_at)

    @admin.display(description=_("終了"), ordering="finished_at")
    def finished(self, run: AuditRun) -> str:
        """When it ended."""
        return clock.dated_text(run.finished_at) if run.finished_at else gettext("終わっていません")

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
        more = {"checks": _checks(run), "shown": SHOWN} if run is not None else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})


def _checks(run: AuditRun) -> list[dict[str, Any]]:
    found = AuditDifference.objects.filter(run=run)
    counts = dict(found.order_by().values_list("check_name").annotate(Count("pk")))
    place = Window(RowNumber(), partition_by="check_name", order_by="pk")
    first = found.annotate(place=place).filter(place__lte=SHOWN).order_by("check_name", "pk")
    rows = {name: list(each) for name, each in groupby(first, lambda row: row.check_name)}
    return [
        {
            "name": name,
            "figures": run.figures.get(name),
            "count": counts.get(name, 0),
            "rows": rows.get(name, []),
        }
        for name in dict.fromkeys([*run.figures, *rows])
    ]


@admin.register(StageMonth)
class StageMonthAdmin(LookOnlyAdmin):
    """The months that were counted for the stages."""

    list_display = ["last_day", "computed", "members", "paid"]
    fields = ["last_day", "computed", "members", "paid"]
    readonly_fields = ["last_day", "computed", "paid"]

    @admin.display(description=_("数える期間の最後の日"), ordering="ends_on")
    def last_day(self, month: StageMonth) -> str:
        """The day that ends the month."""
        return f"{month.ends_on.year}年{clock.day_text(month.ends_on)}"

    @admin.display(description=_("計算"))
    def computed(self, month: StageMonth) -> str:
        """When it was counted."""
        return clock.dated_text(month.computed_at)

    @admin.display(description=_("付与"))
    def paid(self, month: StageMonth) -> str:
        """When the bonus was paid."""
        return clock.dated_text(month.paid_at) if month.paid_at else "—"
