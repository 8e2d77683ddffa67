"""ステージ: the spend of one month decides what the next brings."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from points.models.account import Account
from points.models.rules import Dated


class StageRule(Dated):
    """ステージの決まり: a name, the yen before tax that lead to it, the points that it brings."""

    name = models.CharField(_("名前"), max_length=30)
    threshold = models.PositiveIntegerField(_("必要な実績（円・税抜）"))
    bonus = models.PositiveIntegerField(_("もらえるポイント"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("ステージの決まり")
        ordering = ["-starts_on", "threshold"]
        constraints = [
            models.UniqueConstraint("name", "starts_on", name="stage_rule_name_once_a_start"),
            models.UniqueConstraint(
                "threshold", "starts_on", name="stage_rule_threshold_once_a_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="stage_rule_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StageMonth(models.Model):
    """A month that was counted, by its last day: once for all members."""

    ends_on = models.DateField(_("数える期間の最後の日"), unique=True)
    computed_at = models.DateTimeField(_("計算"), db_default=Now())
    members = models.PositiveIntegerField(_("人数"), default=0)
    #: When paying began: what is paid cannot change any more by sales that come late.
    frozen_at = models.DateTimeField(_("締め"), null=True, blank=True)
    #: When the last bonus was paid.
    paid_at = models.DateTimeField(_("付与"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("ステージの計算")
        ordering = ["-ends_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True) | Q(frozen_at__isnull=False),
                name="stage_month_is_frozen_before_it_is_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ends_on}"


class MemberStage(models.Model):
    """What a member spent in a month, and the stage that it led to for the next.

    Who spent nothing has no row, and the lowest stage. Name and bonus are copied: history does
    not change with the rules.
    """

    month = models.ForeignKey(StageMonth, models.PROTECT, related_name="stages")
    account = models.ForeignKey(Account, models.PROTECT, related_name="stages", db_index=False)
    #: Yen before tax.
    spend = models.IntegerField(_("実績"))
    name = models.CharField(_("ステージ"), max_length=30)
    bonus = models.PositiveIntegerField(_("もらえるポイント"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("組合員のステージ")
        constraints = [
            models.UniqueConstraint("account", "month", name="member_stage_once_a_month"),
        ]
        indexes = [
            models.Index("month", "id", name="member_stage_to_pay", condition=Q(bonus__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.name}"
