"""What is ordered: a product in a cycle."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OfferQuerySet(models.QuerySet):
    """Offers in business words."""

    def standing(self) -> "OfferQuerySet":
        """Offers that the last snapshot of their cycle still holds."""
        return self.filter(withdrawn_at__isnull=True)

    def visible(self, at: datetime) -> "OfferQuerySet":
        """Offers of the cycles that members may see at the instant ``at``."""
        return self.filter(cycle__publishes_at__lte=at)


class Offer(models.Model):
    """企画商品. An order number is unique in its cycle only.

    Withdrawn offers stay: lines point to them and say so.
    """

    cycle = models.ForeignKey(
        "catalog.Cycle", models.PROTECT, related_name="offers", verbose_name=_("企画回")
    )
    order_number = models.CharField(_("注文番号"), max_length=10)
    product = models.ForeignKey(
        "catalog.Product", models.PROTECT, related_name="offers", verbose_name=_("商品")
    )
    medium = models.CharField(_("媒体コード"), max_length=10, blank=True)
    page = models.PositiveSmallIntegerField(_("ページ"), null=True, blank=True)
    area = models.PositiveSmallIntegerField(_("コマ"), null=True, blank=True)
    price_ex_tax = models.PositiveIntegerField(_("本体価格"))
    price_inc_tax = models.PositiveIntegerField(_("税込価格"))
    usual_price_ex_tax = models.PositiveIntegerField(_("通常本体価格"), null=True, blank=True)
    per_order_limit = models.PositiveSmallIntegerField(_("お一人様上限"), null=True, blank=True)
    #: 企画数量 as the feed says it. What is left of it to take stands in OfferStock.
    total_limit = models.PositiveIntegerField(_("企画数量"), null=True, blank=True)
    lottery = models.BooleanField(_("抽選"), default=False)
    standing_allowed = models.BooleanField(_("定期可"), default=False)
    next_week = models.BooleanField(_("翌週届け"), default=False)
    by_parcel = models.BooleanField(_("別配送"), default=False)
    closes_at = models.DateTimeField(_("受付終了"), null=True, blank=True)
    sort = models.IntegerField(_("並び順"), default=0)
    tags = ArrayField(models.CharField(max_length=20), verbose_name=_("特徴"), default=list)
    withdrawn_at = models.DateTimeField(_("取下げ"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("企画商品")
        ordering = ["cycle", "sort", "order_number"]
        constraints = [
            models.UniqueConstraint(
                "cycle", "order_number", name="offer_order_number_once_a_cycle"
            ),
            models.CheckConstraint(
                condition=Q(price_inc_tax__gte=F("price_ex_tax")),
                name="offer_price_with_tax_is_not_below_price_without",
            ),
            models.CheckConstraint(
                condition=Q(per_order_limit__isnull=True) | Q(per_order_limit__gte=1),
                name="offer_per_order_limit_is_at_least_one",
            ),
        ]
        indexes = [models.Index("product", "cycle", name="offer_product_cycle")]

    def __str__(self) -> str:
        return f"{self.order_number} {self.product}"


class OfferStock(models.Model):
    """What may still be taken of an offer with a 企画数量 that is not a lottery.

    A narrow table, because every order of such an offer updates it. A snapshot that lowers the
    limit beneath what is taken sets it to what is taken: nothing more is sold, nothing taken
    away.
    """

    offer = models.OneToOneField(Offer, models.CASCADE, primary_key=True, related_name="stock")
    total_limit = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("企画数量の残り")
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("total_limit")), name="offer_stock_is_not_oversold"
            )
        ]

    def __str__(self) -> str:
        return f"{self.taken}/{self.total_limit}"
