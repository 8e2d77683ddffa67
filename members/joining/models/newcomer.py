"""The mailed link by which a newcomer signs in for the first time."""

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
