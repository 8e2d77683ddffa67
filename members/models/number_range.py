"""The numbers that are given to new members out of a range of our own."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MemberNumberRange(models.Model):
    """Numbers that approval gives out: ``next`` is the body, without the check digit."""

    first = models.BigIntegerField(_("はじめ"), unique=True)
    last = models.BigIntegerField(_("おわり"))
    next = models.BigIntegerField(_("次の番号"))

    class Meta:
        verbose_name = verbose_name_plural = _("組合員番号の範囲")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=0, next__gte=F("first")) & Q(next__lte=F("last") + 1),
                name="member_number_range_holds_the_next",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"
