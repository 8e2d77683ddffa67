"""Corrections by staff: asked for by one, above a limit released by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from points.models.account import Account
from points.models.ledger import Transaction


class AdjustmentQuerySet(models.QuerySet["Adjustment"]):
    """Corrections, in the words of the house."""

    def waiting(self) -> "AdjustmentQuerySet":
        """Return those that another member of staff still has to decide."""
        return self.filter(transaction__isnull=True, refused_by__isnull=True)


class Adjustment(models.Model):
    """調整: points that staff add (positive) or take away (negative), with a reason."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="adjustments", verbose_name=_("口座")
    )
    points = models.IntegerField(_("ポイント（減らすときはマイナス）"))
    #: Read by the member, too.
    reason = models.CharField(_("理由（組合員さんにも見えます）"), max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("起票者")
    )
    asked_at = models.DateTimeField(_("起票日時"), db_default=Now())
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("承認者"),
    )
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("見送った人"),
    )
    decided_at = models.DateTimeField(_("決定日時"), null=True, blank=True)
    #: Of the form it was asked with: a form that is sent twice asks once.
    key = models.CharField(max_length=80, null=True, blank=True, editable=False)
    transaction = models.OneToOneField(
        Transaction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adjustment",
        verbose_name=_("取引"),
    )

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("ポイントの調整")
        ordering = ["-pk"]
        permissions = [
            ("ask_adjustment", _("ポイントの調整を起票できる")),
            ("release_adjustment", _("上限を超えるポイントの調整を承認できる")),
        ]
        constraints = [
            models.UniqueConstraint("key", name="adjustment_once_a_form"),
            models.CheckConstraint(condition=~Q(points=0), name="adjustment_moves_points"),
            models.CheckConstraint(condition=~Q(reason=""), name="adjustment_says_why"),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("asked_by")),
                name="adjustment_is_released_by_another",
            ),
            models.CheckConstraint(
                condition=Q(refused_by__isnull=True)
                | Q(released_by__isnull=True, transaction__isnull=True),
                name="adjustment_refused_moves_nothing",
            ),
            models.CheckConstraint(
                condition=Q(transaction__isnull=True, refused_by__isnull=True)
                | Q(decided_at__isnull=False),
                name="adjustment_decided_knows_when",
            ),
        ]
        indexes = [
            models.Index(
                "asked_at",
                name="adjustment_waiting",
                condition=Q(transaction__isnull=True, refused_by__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.points:+}"

    @property
    def waits(self) -> bool:
        """Whether another member of staff still has to decide."""
        return self.transaction_id is None and self.refused_by_id is None
