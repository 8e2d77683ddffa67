"""What happened to points: transactions, their entries, the lots that points lie in.

Append-only by trigger; only what is left of a lot changes. Written by ``points_post`` alone.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from points.models.account import Account, Pot


class Transaction(models.Model):
    """取引: one movement of points, once. ``key`` makes a retry harmless.

    ``body`` is the digest of what the key stands for: the same key with another body is refused.
    ``subject`` is what holds and returns belong to, such as ``order:8812``.
    """

    class Kind(models.TextChoices):
        EARN_PENDING = "earn_pending", _("付与予定")
        CONFIRM = "confirm", _("付与の確定")
        EARN = "earn", _("付与")
        HOLD = "hold", _("利用の予定")
        SPEND = "spend", _("利用")
        RELEASE = "release", _("利用の取りやめ")
        GIVE_BACK = "give_back", _("返却")
        EXPIRE = "expire", _("失効")
        ADJUST = "adjust", _("調整")
        TRANSFER = "transfer", _("移行")
        DONATE = "donate", _("寄付")
        EXCHANGE = "exchange", _("スマちょこに交換")
        REFUND = "refund", _("スマちょこの払い戻し")
        CANCEL = "cancel", _("付与予定の取り消し")

    class Source(models.TextChoices):
        SHOP = "shop", _("店舗")
        DELIVERY = "delivery", _("宅配")
        STAGE = "stage", _("ステージ")
        STAFF = "staff", _("職員")
        MEMBER = "member", _("組合員")
        FAMILY = "family", _("家族証")
        MERGE = "merge", _("組合員番号の統合")
        EXPIRY = "expiry", _("有効期限")
        ENDING = "ending", _("脱退")

    key = models.CharField(_("取引番号"), max_length=80)
    body = models.UUIDField()
    kind = models.CharField(_("区分"), max_length=12, choices=Kind)
    source = models.CharField(_("出どころ"), max_length=10, choices=Source)
    subject = models.CharField(_("対象"), max_length=40, blank=True, default="", db_default="")
    #: Points moved; negative where an earning or an adjustment takes away.
    points = models.IntegerField(_("ポイント"))
    #: When it happened, and when we wrote it down.
    at = models.DateTimeField(_("日時"))
    recorded_at = models.DateTimeField(_("記帳日時"), db_default=Now())
    #: Shop, cycle or campaign, as members read it.
    place = models.CharField(_("場所"), max_length=60, blank=True, default="", db_default="")
    #: Yen before tax that the points were earned on.
    basis = models.IntegerField(_("対象額"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True, default="", db_default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("操作した人"),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("ポイントの取引")
        ordering = ["-pk"]
        constraints = [
            # Not unique=True, which brings an index for LIKE along.
            models.UniqueConstraint("key", name="transaction_key_is_unique"),
            models.CheckConstraint(
                condition=Q(points__gt=0) | Q(points__lt=0, kind__in=["earn", "adjust"]),
                name="transaction_takes_away_by_its_kind",
            ),
        ]
        indexes = [
            models.Index("subject", name="transaction_subject", condition=~Q(subject="")),
        ]

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """記入: what one transaction adds to one pot. The entries of a transaction sum to zero.

    The co-op's pots have no account: their balances are sums that the audit makes.
    """

    transaction = models.ForeignKey(
        Transaction, models.PROTECT, related_name="entries", verbose_name=_("取引")
    )
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        related_name="entries",
        db_index=False,
        verbose_name=_("口座"),
    )
    pot = models.SmallIntegerField(_("区分"), choices=Pot)
    amount = models.IntegerField(_("増減"))

    class Meta:
        verbose_name = verbose_name_plural = _("ポイントの記入")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="entry_moves_something"),
            models.CheckConstraint(
                condition=Q(account__isnull=False, pot__in=[1, 2, 3, 4])
                | Q(account__isnull=True, pot__in=[10, 11, 12, 13]),
                name="entry_of_a_member_has_an_account",
            ),
        ]
        indexes = [
            models.Index("account", "id", name="entry_account", condition=Q(account__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.transaction_id} {self.get_pot_display()} {self.amount:+}"


class Lot(models.Model):
    """ロット: points that were earned together and expire together.

    ``left`` is what is neither used, held, given away nor expired. ``expires_on`` is the last day
    on which they can be used, as it was printed when they were earned: it never comes earlier,
    and None never expires. A pending lot becomes real by another one that takes its place.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="lots", db_index=False, verbose_name=_("口座")
    )
    transaction = models.ForeignKey(
        Transaction, models.PROTECT, related_name="lots", verbose_name=_("取引")
    )
    points = models.IntegerField(_("ポイント"))
    left = models.IntegerField(_("残り"))
    expires_on = models.DateField(_("有効期限"), null=True, blank=True)
    pending = models.BooleanField(_("確定前"), default=False, db_default=False)
    #: The day on which a pending lot becomes real by itself.
    due_on = models.DateField(_("確定予定日"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("ポイントのロット")
        ordering = ["account", "expires_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gt=0, left__gte=0, left__lte=F("points")),
                name="lot_left_is_within_its_points",
            ),
            models.CheckConstraint(
                condition=Q(pending=True, expires_on__isnull=True)
                | Q(pending=False, due_on__isnull=True),
                name="lot_is_due_or_expires",
            ),
        ]
        indexes = [
            models.Index("account", "expires_on", name="lot_to_use", condition=Q(left__gt=0)),
            models.Index(
                "expires_on",
                "account",
                name="lot_to_expire",
                condition=Q(left__gt=0, expires_on__isnull=False),
            ),
            models.Index(
                "due_on", name="lot_to_confirm", condition=Q(left__gt=0, due_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.left}/{self.points}"


class LotUse(models.Model):
    """What a transaction took out of a lot (positive) or returned to it (negative)."""

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="lot_uses")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="uses", db_index=False)
    points = models.IntegerField(_("ポイント"))

    class Meta:
        verbose_name = verbose_name_plural = _("ロットの利用")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="lot_use_moves_points"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.points:+}"
