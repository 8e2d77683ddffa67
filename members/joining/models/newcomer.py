"""What makes an applicant a member who signs in: the number, and the link for the first time."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.joining.models.application import Application
from members.models.member import Member
from members.models.user import User


class FirstSignInLink(models.Model):
    """A mailed link that ties the first sign-in to a newcomer's membership, once, for 14 days."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="first_sign_in_links")
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="first_sign_in_links"
    )
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("はじめてのログインの案内")
        constraints = [
            models.UniqueConstraint(
                "member",
                condition=Q(used_at__isnull=True),
                name="first_sign_in_link_one_unused_a_member",
            ),
            models.CheckConstraint(
                condition=Q(used_by__isnull=True) | Q(used_at__isnull=False),
                name="first_sign_in_link_used_by_somebody_was_used",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class MemberNumberRange(models.Model):
    """Numbers that approval gives out: ``next`` is the body, without the check digit."""

    first = models.BigIntegerField(_("はじめ"), unique=True)
    last = models.BigIntegerField(_("おわり"))
    next = models.BigIntegerField(_("次の番号"))

    class Meta:
        verbose_name = verbose_name_plural = _("組合員番号の範囲")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=0, next__gte=models.F("first"))
                & Q(next__lte=models.F("last") + 1),
                name="member_number_range_holds_the_next",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"
