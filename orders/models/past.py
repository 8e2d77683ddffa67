"""What a member bought before, one row a product."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PastPurchase(models.Model):
    """前回の注文: the last closed cycle in which a member ordered a product.

    Written when a window closes, so that a page reads it by key instead of searching years of
    lines.
    """

    member = models.ForeignKey("members.Member", models.CASCADE, related_name="past_purchases")
    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="+")
    cycle = models.ForeignKey("catalog.Cycle", models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField(_("数量"))
    #: Number of cycles in which it was ordered.
    times = models.PositiveIntegerField(_("回数"), default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("前回の注文")
        constraints = [
            models.UniqueConstraint(
                "member", "product", name="past_purchase_once_a_member_and_product"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, times__gte=1), name="past_purchase_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.product_id}"
