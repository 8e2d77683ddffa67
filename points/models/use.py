"""What was done with points here, on its way to the other systems."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.models.account import Account
from points.models.ledger import Transaction


class PointUse(models.Model):
    """A row of the export ``point_uses``: written with its transaction, named when it goes out."""

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="uses")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    #: What the member's balance changed by: negative for a use.
    points = models.IntegerField(_("ポイント"))
    export_name = models.CharField(
        _("書き出しファイル"), max_length=60, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = verbose_name_plural = _("ポイント利用の書き出し")
        constraints = [
            models.UniqueConstraint(
                "transaction", "account", "points", name="point_use_once_a_transaction"
            )
        ]
        indexes = [
            models.Index("id", name="point_use_to_export", condition=Q(export_name="")),
            models.Index("export_name", name="point_use_export", condition=~Q(export_name="")),
        ]

    def __str__(self) -> str:
        return f"{self.transaction_id} {self.points:+}"


class Donation(models.Model):
    """寄付先: what points can be given to, between two days."""

    name = models.CharField(_("名前"), max_length=60)
    text = models.CharField(_("説明"), max_length=300, blank=True)
    starts_on = models.DateField(_("受付開始日"))
    ends_on = models.DateField(_("受付終了日"))

    class Meta:
        verbose_name = verbose_name_plural = _("ポイントの寄付先")
        ordering = ["ends_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="donation_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name
