"""How deliveries earn: dated data that staff edit before it begins."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Dated(models.Model):
    """Data that counts from its first to its last day, in Japan."""

    starts_on = models.DateField(_("適用開始日"))
    ends_on = models.DateField(_("適用終了日"), null=True, blank=True)

    class Meta:
        abstract = True


class EarnRule(Dated):
    """付与の決まり: 1 point for every ``yen_per_point`` yen before tax (docs/domain.md rule 17).

    Judged by the day of the deadline; the newest rule that has begun counts.
    """

    yen_per_point = models.PositiveIntegerField(_("1ポイントの対象額（円）"), default=330)
    alcohol_earns = models.BooleanField(_("酒類も付与する"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("ポイント付与の決まり")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint("starts_on", name="earn_rule_once_a_start"),
            models.CheckConstraint(condition=Q(yen_per_point__gte=1), name="earn_rule_has_a_unit"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="earn_rule_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.yen_per_point} {self.starts_on}"


class Campaign(Dated):
    """キャンペーン: multiplies what goods earn. Every condition that is set must hold.

    ``percent`` is the multiplier: 200 is twice. Category and offer are the codes of the feeds:
    the ledger does not know the catalogue.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("月曜日")
        TUESDAY = 2, _("火曜日")
        WEDNESDAY = 3, _("水曜日")
        THURSDAY = 4, _("木曜日")
        FRIDAY = 5, _("金曜日")
        SATURDAY = 6, _("土曜日")
        SUNDAY = 7, _("日曜日")

    name = models.CharField(_("名前"), max_length=60)
    percent = models.PositiveIntegerField(_("倍率（%）"), help_text=_("200で2倍、150で1.5倍です。"))
    cycle_code = models.CharField(_("企画回コード"), max_length=7, blank=True)
    order_number = models.CharField(_("注文番号"), max_length=10, blank=True)
    category_code = models.CharField(_("分類コード"), max_length=20, blank=True)
    #: Of the deadline, in Japan.
    weekday = models.PositiveSmallIntegerField(
        _("締切の曜日"), choices=Weekday, null=True, blank=True
    )
    stage = models.CharField(_("ステージ"), max_length=30, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("ポイントのキャンペーン")
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gt=100, percent__lte=10_000),
                name="campaign_multiplies",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False) & Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(order_number="") | ~Q(cycle_code=""),
                name="campaign_offer_names_its_cycle",
            ),
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__gte=1, weekday__lte=7),
                name="campaign_weekday_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
