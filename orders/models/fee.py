"""The fee of an order, as dated data."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FeeRule(models.Model):
    """システム手数料: yen with tax once per order with goods (docs/domain.md rule 14).

    ``fee_support`` '' is the rule for everybody; a rule with a code is for the members of that
    サポート区分 whose support has not ended on the delivery day.
    """

    fee_support = models.CharField(_("サポート区分"), max_length=10, blank=True)
    fee_inc_tax = models.PositiveIntegerField(_("手数料（税込）"))
    #: Per cent.
    tax_rate = models.PositiveSmallIntegerField(_("税率"), default=10)
    starts_on = models.DateField(_("適用開始日"))
    ends_on = models.DateField(_("適用終了日"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("手数料の決まり")
        ordering = ["fee_support", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                "fee_support", "starts_on", name="fee_rule_once_a_support_and_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="fee_rule_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fee_support or '-'} {self.fee_inc_tax}"
