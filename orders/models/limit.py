"""What a member may owe, from the ``limits`` feed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PurchaseLimit(models.Model):
    """購入上限金額. Yen with tax: unbilled + open orders must stay within ``limit``."""

    member = models.OneToOneField(
        "members.Member",
        models.CASCADE,
        primary_key=True,
        related_name="purchase_limit",
        verbose_name=_("組合員"),
    )
    limit = models.PositiveIntegerField(_("購入上限"))
    unbilled = models.IntegerField(_("未請求額"))
    ordering_stopped = models.BooleanField(_("受注停止"), default=False)
    #: For staff; never shown to the member.
    reason = models.CharField(_("理由"), max_length=100, blank=True)
    as_of = models.DateTimeField(_("基準日時"))

    class Meta:
        verbose_name = verbose_name_plural = _("購入上限")

    def __str__(self) -> str:
        return f"{self.member_id} {self.limit}"
