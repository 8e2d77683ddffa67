"""One order a member a cycle, its lines, and what happened to it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """経路: how a quantity came to us."""

    WEB = "W", _("ウェブ")
    PAPER = "P", _("紙の注文書")
    TELEPHONE = "T", _("電話")


class PointsMode(models.TextChoices):
    """How many points a member wants to use on an order."""

    NONE = "none", _("使わない")
    NUMBER = "number", _("ポイント数を決めて使う")
    ALL = "all", _("すべて使う")


class Order(models.Model):
    """注文. What is on it is ordered; it stands as it is at the deadline.

    ``fee_inc_tax`` and the totals (OrderTotal) are frozen with the lines when the window closes.
    """

    member = models.ForeignKey(
        "members.Member", models.PROTECT, related_name="orders", verbose_name=_("組合員")
    )
    cycle = models.ForeignKey(
        "catalog.Cycle", models.PROTECT, related_name="orders", verbose_name=_("企画回")
    )
    window = models.ForeignKey(
        "orders.OrderWindow", models.PROTECT, related_name="orders", verbose_name=_("受付期間")
    )
    created_at = models.DateTimeField(_("作成"), db_default=Now())
    updated_at = models.DateTimeField(_("保存"), db_default=Now())
    closed_at = models.DateTimeField(_("締めた日時"), null=True, blank=True)
    #: Yen with tax; None until the window closes.
    fee_inc_tax = models.PositiveIntegerField(_("システム手数料"), null=True, blank=True)
    #: Per cent.
    fee_tax_rate = models.PositiveSmallIntegerField(_("手数料の税率"), default=10, db_default=10)
    #: What the member wants, and what that comes to: held in the ledger while the order is open.
    points_mode = models.CharField(
        _("ポイントの使い方"),
        max_length=6,
        choices=PointsMode,
        default=PointsMode.NONE,
        db_default=PointsMode.NONE,
    )
    points_wanted = models.IntegerField(_("希望のポイント"), default=0, db_default=0)
    points_used = models.IntegerField(_("使うポイント"), default=0, db_default=0)
    #: Counts the movements of points of this order; each has its number in its key.
    points_serial = models.IntegerField(default=0, db_default=0)
    #: Yen before tax for one point, frozen at the deadline; None where nothing was earned.
    yen_per_point = models.IntegerField(_("1ポイントの対象額"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("注文")
        ordering = ["-cycle", "member"]
        permissions = [("give_points_back", _("注文で使ったポイントを返せる"))]
        constraints = [
            models.UniqueConstraint("member", "cycle", name="order_once_a_member_and_cycle"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, fee_inc_tax__isnull=True)
                | Q(closed_at__isnull=False, fee_inc_tax__isnull=False),
                name="order_fee_is_frozen_with_the_order",
            ),
            models.CheckConstraint(
                condition=Q(points_mode="none", points_wanted=0)
                | Q(points_mode="all", points_wanted=0)
                | Q(points_mode="number", points_wanted__gte=1),
                name="order_points_mode_says_how_many",
            ),
            models.CheckConstraint(
                condition=Q(points_used=0)
                | Q(points_mode="all", points_used__gt=0)
                | Q(
                    points_mode="number",
                    points_used__gt=0,
                    points_used__lte=F("points_wanted"),
                ),
                name="order_points_used_are_wanted",
            ),
        ]
        indexes = [
            models.Index("member", name="order_open_of_member", condition=Q(closed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.cycle} {self.member}"


class OrderLine(models.Model):
    """明細: a quantity of one offer.

    Name, price and tax rate are copied when the window closes: history does not change with the
    catalogue. Until then they are the offer's.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("注文"))
    offer = models.ForeignKey(
        "catalog.Offer", models.PROTECT, related_name="lines", verbose_name=_("企画商品")
    )
    quantity = models.PositiveSmallIntegerField(_("数量"))
    channel = models.CharField(
        _("経路"), max_length=1, choices=Channel, default=Channel.WEB, db_default=Channel.WEB
    )
    #: Written by a standing order rather than by hand.
    standing = models.BooleanField(_("定期"), default=False, db_default=False)
    accepts_substitute = models.BooleanField(_("代替可"), default=False, db_default=False)
    created_at = models.DateTimeField(_("作成"), db_default=Now())
    updated_at = models.DateTimeField(_("保存"), db_default=Now())
    name = models.CharField(_("品名"), max_length=150, null=True, blank=True)
    price_ex_tax = models.PositiveIntegerField(_("本体価格"), null=True, blank=True)
    price_inc_tax = models.PositiveIntegerField(_("税込価格"), null=True, blank=True)
    tax_rate = models.PositiveSmallIntegerField(_("税率"), null=True, blank=True)
    #: How many times the line earns, in per cent, and its part of the order's points; frozen.
    points_percent = models.IntegerField(_("ポイントの倍率（%）"), null=True, blank=True)
    points_earned = models.IntegerField(_("付与ポイント"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("明細")
        ordering = ["order", "offer"]
        constraints = [
            models.UniqueConstraint("order", "offer", name="order_line_once_an_offer"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="order_line_quantity_is_at_least_one"
            ),
            models.CheckConstraint(
                condition=Q(
                    name__isnull=True,
                    price_ex_tax__isnull=True,
                    price_inc_tax__isnull=True,
                    tax_rate__isnull=True,
                )
                | Q(
                    name__isnull=False,
                    price_ex_tax__isnull=False,
                    price_inc_tax__isnull=False,
                    tax_rate__isnull=False,
                ),
                name="order_line_is_frozen_whole",
            ),
            models.CheckConstraint(
                condition=Q(points_percent__isnull=True, points_earned__isnull=True)
                | Q(
                    points_percent__isnull=False,
                    points_earned__isnull=False,
                    points_percent__gte=0,
                    points_earned__gte=0,
                ),
                name="order_line_points_are_frozen_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} x {self.quantity}"


class OrderTotal(models.Model):
    """The frozen sum of one tax rate of a closed order, fee included. Yen."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="totals")
    tax_rate = models.PositiveSmallIntegerField(_("税率"))
    ex_tax = models.PositiveIntegerField(_("本体"))
    tax = models.PositiveIntegerField(_("消費税"))
    #: Points that pay a part of it, 1 point 1 yen.
    points = models.IntegerField(_("ポイント利用"), default=0, db_default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("税率別合計")
        ordering = ["order", "tax_rate"]
        constraints = [
            models.UniqueConstraint("order", "tax_rate", name="order_total_once_a_rate"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=F("ex_tax") + F("tax")),
                name="order_total_points_are_within_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tax_rate}% {self.ex_tax}+{self.tax}"


class OrderEvent(models.Model):
    """What happened to an order: who, when, through which channel, what. Append-only (trigger)."""

    class Kind(models.TextChoices):
        ADDED = "added", _("追加")
        CHANGED = "changed", _("変更")
        REMOVED = "removed", _("取り消し")
        CLOSED = "closed", _("締切")
        POINTS = "points", _("ポイント利用")

    order = models.ForeignKey(Order, models.PROTECT, related_name="events")
    at = models.DateTimeField(_("日時"), db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("操作した人"),
    )
    channel = models.CharField(_("経路"), max_length=1, choices=Channel)
    kind = models.CharField(_("種類"), max_length=10, choices=Kind)
    order_number = models.CharField(_("注文番号"), max_length=10, blank=True)
    #: Of points: how many before and after.
    name = models.CharField(_("品名"), max_length=150, blank=True)
    quantity_before = models.PositiveSmallIntegerField(_("前の数量"), default=0)
    quantity_after = models.PositiveSmallIntegerField(_("後の数量"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("注文の記録")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.order_number} {self.quantity_before}→{self.quantity_after}"
