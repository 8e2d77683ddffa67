"""A member's account: cached sums of the entries, guarded by the database."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

#: The most that the prepaid card may hold, in yen (law on prepaid payment; docs/domain.md rule 17).
PREPAID_CEILING = 100_000


class Pot(models.IntegerChoices):
    """Where points can lie. Up to 9 they are a member's, from 10 on the co-op's."""

    AVAILABLE = 1, _("使えるポイント")
    PENDING = 2, _("確定を待つポイント")
    HELD = 3, _("注文に使う予定のポイント")
    PREPAID = 4, _("スマちょこの残高")
    ISSUED = 10, _("発行")
    REDEEMED = 11, _("利用")
    EXPIRED = 12, _("失効")
    DONATED = 13, _("寄付")


class Account(models.Model):
    """ポイント口座 of a member. Each balance is the sum of the entries in its pot.

    Only the function ``points_post`` of the database writes the balances (see actions.ledger).
    """

    member = models.OneToOneField(
        "members.Member", models.PROTECT, related_name="points", verbose_name=_("組合員")
    )
    #: Points; 1 point = 1 yen.
    available = models.IntegerField(_("使えるポイント"), default=0, db_default=0)
    pending = models.IntegerField(_("確定を待つポイント"), default=0, db_default=0)
    held = models.IntegerField(_("注文に使う予定のポイント"), default=0, db_default=0)
    #: Yen.
    prepaid = models.IntegerField(_("スマちょこの残高"), default=0, db_default=0)
    opened_at = models.DateTimeField(_("開設"), db_default=Now())
    closed_at = models.DateTimeField(_("終了"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("ポイント口座")
        permissions = [("merge_account", _("組合員番号をまとめてポイントを移せる"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(available__gte=0), name="account_available_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(pending__gte=0), name="account_pending_is_not_negative"
            ),
            models.CheckConstraint(condition=Q(held__gte=0), name="account_held_is_not_negative"),
            models.CheckConstraint(
                condition=Q(prepaid__gte=0, prepaid__lte=PREPAID_CEILING),
                name="account_prepaid_is_within_its_ceiling",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(available=0, pending=0, held=0, prepaid=0),
                name="account_closed_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}"
