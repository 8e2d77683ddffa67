"""Sign-ins: who they are, when they came, and tries to tie them to a member."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from members.models.member import Member


class User(AbstractUser):
    """A sign-in. Known by issuer and subject of the identity provider, never by e-mail."""

    first_name = None
    last_name = None
    issuer = models.CharField(_("発行者"), max_length=255, null=True, blank=True)
    subject = models.CharField(_("識別子"), max_length=255, null=True, blank=True)
    name = models.CharField(_("表示名"), max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("ログイン")
        constraints = [
            models.UniqueConstraint("issuer", "subject", name="user_issuer_subject_is_unique"),
            models.CheckConstraint(
                condition=Q(issuer__isnull=True, subject__isnull=True)
                | Q(issuer__isnull=False, subject__isnull=False),
                name="user_has_issuer_and_subject_or_neither",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name that the identity provider told."""
        return self.name

    def get_short_name(self) -> str:
        """The same; the admin greets with it."""
        return self.name

    @property
    def as_member(self) -> "Member | None":
        """The member tied to this sign-in, or None before 本人確認."""
        return getattr(self, "member", None)


class IdentityAttempt(models.Model):
    """A try of 本人確認. Kept in the database, so that the lock does not hang on a cache."""

    user = models.ForeignKey(User, models.CASCADE, related_name="identity_attempts")
    #: The number that was typed, so that one membership is not guessed from many sign-ins.
    member_number = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(db_default=Now())
    succeeded = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("本人確認の試行")
        indexes = [
            models.Index("user", "at", name="identity_attempt_user_at"),
            models.Index("member_number", "at", name="identity_attempt_number_at"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"


class SignIn(models.Model):
    """One sign-in to the site: listed to the person for 90 days, and ended by ending its session.

    ``session_key`` is the key of the session while it lives; '' once it is over.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, blank=True)
    #: What the browser is, in words for the person: iPhoneのSafari. Never its full signature.
    device = models.CharField(_("機器"), max_length=60, blank=True)
    at = models.DateTimeField(_("ログイン日時"), db_default=Now())
    ended_at = models.DateTimeField(_("終了日時"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("ログインの記録")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(session_key=""),
                name="sign_in_that_ended_has_no_session",
            )
        ]
        indexes = [
            models.Index(fields=["user", "-at"], name="sign_in_user_at"),
            models.Index("session_key", name="sign_in_session", condition=~Q(session_key="")),
            models.Index("at", name="sign_in_at"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"


class AccessLog(models.Model):
    """Who looked at personal data of others, or let it out, and when.

    Append-only by trigger; what is older than two years may be deleted (LOG_DAYS).

    ``by`` is None when a job of our own wrote a file. ``key`` names what was looked at, never a
    person: the number of an application, the name of a file, the id of a row.
    """

    class Act(models.TextChoices):
        LIST = "list", _("一覧")
        LOOK = "look", _("閲覧")
        EXPORT = "export", _("書き出し")

    class Subject(models.TextChoices):
        APPLICATION = "application", _("申し込み")
        MEMBER = "member", _("組合員")
        CARD = "card", _("組合員証")
        POINTS = "points", _("ポイント")

    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("見た人")
    )
    at = models.DateTimeField(_("日時"), db_default=Now())
    act = models.CharField(_("操作"), max_length=10, choices=Act)
    subject = models.CharField(_("種類"), max_length=12, choices=Subject)
    key = models.CharField(_("対象"), max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("個人情報の閲覧記録")
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=["list", "look", "export"]), name="access_act_is_known"
            ),
            models.CheckConstraint(
                condition=Q(subject__in=["application", "member", "card", "points"]),
                name="access_subject_is_known",
            ),
        ]
        indexes = [
            models.Index("key", "at", name="access_of_a_key"),
            models.Index("at", name="access_at"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject} {self.key}"
