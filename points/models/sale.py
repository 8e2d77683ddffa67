"""What members bought, as the shop systems say: the spend that stages count."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sale(models.Model):
    """売上: one receipt, in shops, of the delivery or elsewhere. The feed is the master."""

    class Business(models.IntegerChoices):
        SHOP = 1, _("店舗")
        DELIVERY = 2, _("宅配")
        OTHER = 3, _("その他")

    number = models.CharField(_("取引番号"), max_length=40)
    member = models.ForeignKey(
        "members.Member",
        models.PROTECT,
        related_name="sales",
        db_index=False,
        verbose_name=_("組合員"),
    )
    sold_at = models.DateTimeField(_("取引日時"))
    business = models.PositiveSmallIntegerField(_("事業"), choices=Business)
    place = models.CharField(_("店舗名"), max_length=60, blank=True)
    #: Yen before tax; negative where goods came back.
    ex_tax = models.IntegerField(_("本体金額"))

    class Meta:
        verbose_name = verbose_name_plural = _("売上")
        ordering = ["-sold_at"]
        constraints = [
            # Not unique=True, which brings an index for LIKE along.
            models.UniqueConstraint("number", name="sale_number_is_unique"),
            models.CheckConstraint(
                condition=models.Q(business__in=[1, 2, 3]), name="sale_business_is_known"
            ),
        ]
        indexes = [
            models.Index("member", "sold_at", name="sale_member_sold_at", include=["ex_tax"]),
            # Months are read whole, in the order in which they came.
            models.Index("sold_at", name="sale_sold_at"),
        ]

    def __str__(self) -> str:
        return self.number
