"""Dated data that staff are the masters of: rules, campaigns, stages, donations.

What has begun is history: orders were frozen by it. Only its end may still come earlier.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.models import Campaign, Donation, EarnRule, StageRule
from points.staff import trying
from points.staff.forms import CampaignForm, DonationForm, EarnRuleForm, StageRuleForm, has_begun
from todock.lib import clock
from todock.lib.money import yen


class DatedAdmin(admin.ModelAdmin):
    """Free until the day on which it begins; then it can only end earlier; then nothing."""

    actions = None
    list_per_page = 50
    fields: tuple[str, ...]

    class Media:
        """Wide lists wrap."""

        css = {"all": ["staff/admin.css"]}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as its end can still come earlier."""
        if obj is not None and has_begun(obj) and not _may_end_earlier(obj):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Until the day on which it begins."""
        if obj is not None and has_begun(obj):
            return False
        return super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Of what has begun only the end is open."""
        if obj is None or not has_begun(obj):
            return []
        return [name for name in self.fields if name != "ends_on"]

    @admin.display(description=_("適用"))
    def stands(self, row: Any) -> str:
        """Whether it is to come, counts or is over."""
        if not has_begun(row):
            return gettext("これから")
        over = row.ends_on is not None and row.ends_on < clock.japan_date(clock.now())
        return gettext("終わりました") if over else gettext("適用中")


def _may_end_earlier(row: Any) -> bool:
    return row.ends_on is None or row.ends_on > clock.japan_date(clock.now())


@admin.register(EarnRule)
class EarnRuleAdmin(DatedAdmin):
    """How many yen make a point."""

    form = EarnRuleForm
    list_display = ["starts_on", "ends_on", "yen_per_point", "alcohol_earns", "stands"]
    fields = ("yen_per_point", "alcohol_earns", "starts_on", "ends_on")


@admin.register(Campaign)
class CampaignAdmin(DatedAdmin):
    """Campaigns, with a page on which one is tried out before it begins."""

    form = CampaignForm
    change_form_template = "admin/points/campaign/change_form.html"
    list_display = ["name", "times", "conditions", "starts_on", "ends_on", "stands"]
    search_fields = ["name"]
    fields = (
        *("name", "percent", "starts_on", "ends_on", "cycle_code", "order_number"),
        *("category_code", "weekday", "stage"),
    )

    @admin.display(description=_("倍率"), ordering="percent")
    def times(self, campaign: Campaign) -> str:
        """The multiplier as members read it."""
        return trying.times_text(campaign.percent)

    @admin.display(description=_("条件"))
    def conditions(self, campaign: Campaign) -> str:
        """What must hold, in one line."""
        told = [
            (_("企画回"), campaign.cycle_code),
            (_("注文番号"), campaign.order_number),
            (_("分類"), campaign.category_code),
            (_("締切"), campaign.get_weekday_display() if campaign.weekday else ""),
            (_("ステージ"), campaign.stage),
        ]
        return "、".join(f"{word} {value}" for word, value in told if value) or gettext("すべて")

    def get_urls(self) -> list[URLPattern]:
        """Add the try-out."""
        guarded = self.admin_site.admin_view(trying.try_out)
        return [path("<int:pk>/try/", guarded, name="points_campaign_try"), *super().get_urls()]


@admin.register(StageRule)
class StageRuleAdmin(DatedAdmin):
    """Stages: what leads to them, what they bring."""

    form = StageRuleForm
    list_display = ["name", "threshold_yen", "bonus_points", "starts_on", "ends_on", "stands"]
    fields = ("name", "threshold", "bonus", "starts_on", "ends_on")

    @admin.display(description=_("必要な実績（円・税抜）"), ordering="threshold")
    def threshold_yen(self, rule: StageRule) -> str:
        """Yen before tax."""
        return yen(rule.threshold)

    @admin.display(description=_("もらえるポイント"), ordering="bonus")
    def bonus_points(self, rule: StageRule) -> str:
        """Points."""
        return yen(rule.bonus)


@admin.register(Donation)
class DonationAdmin(DatedAdmin):
    """What points can be given to."""

    form = DonationForm
    list_display = ["name", "starts_on", "ends_on", "stands"]
    fields = ("name", "text", "starts_on", "ends_on")
