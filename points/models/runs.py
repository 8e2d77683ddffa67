"""Jobs of the night that staff watch: expiry and the self-audit."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from points.models.account import Account
from todock.lib import dates


class ExpiryRun(models.Model):
    """失効の実行: what expires after one day, first as a dry run that staff see."""

    class State(models.TextChoices):
        PLANNED = "planned", _("予定（試算）")
        HELD = "held", _("保留")
        RELEASED = "released", _("許可済み")
        DONE = "done", _("実行済み")

    #: The last day on which the points could be used.
    expires_on = models.DateField(_("有効期限"), unique=True)
    state = models.CharField(_("状態"), max_length=8, choices=State, default=State.PLANNED)
    #: What there is still to expire, as the dry run found it.
    accounts = models.PositiveIntegerField(_("人数"), default=0)
    points = models.PositiveBigIntegerField(_("ポイント"), default=0)
    #: What has expired so far.
    expired = models.PositiveBigIntegerField(_("失効したポイント"), default=0)
    #: How often it ran: again after a crash, and when points came back to a day that is over.
    passes = models.PositiveSmallIntegerField(_("回"), default=0)
    #: Points of the month before, that the sum was compared with.
    month_before = models.PositiveBigIntegerField(_("前月の失効"), default=0)
    planned_at = models.DateTimeField(_("試算"), db_default=Now())
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("許可した人"),
    )
    #: The sum of the day that was released: another one is held again.
    released_points = models.PositiveBigIntegerField(_("許可したポイント"), null=True, blank=True)
    finished_at = models.DateTimeField(_("終了"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("ポイントの失効")
        ordering = ["-expires_on"]
        permissions = [("release_expiryrun", _("保留した失効を許可できる"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False)
                | (~Q(state="done") & Q(finished_at__isnull=True)),
                name="expiry_run_done_knows_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="released")
                | Q(released_by__isnull=False, released_points__isnull=False),
                name="expiry_run_released_knows_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expires_on}"


class AuditRun(models.Model):
    """点検: one look at the whole ledger."""

    started_at = models.DateTimeField(_("開始"))
    finished_at = models.DateTimeField(_("終了"), null=True, blank=True)
    #: Figures by the name of the check, such as how many rows it looked at.
    figures = models.JSONField(_("数字"), default=dict, blank=True)
    differences = models.PositiveIntegerField(_("食い違い"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("ポイントの点検")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return dates.dated_text(self.started_at)


class AuditDifference(models.Model):
    """食い違い: one row of a check in which two figures that must be the same are not."""

    run = models.ForeignKey(AuditRun, models.CASCADE, related_name="found", verbose_name=_("点検"))
    check_name = models.CharField(_("項目"), max_length=40)
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("口座")
    )
    subject = models.CharField(_("対象"), max_length=80, blank=True)
    expected = models.BigIntegerField(_("あるべき値"))
    found = models.BigIntegerField(_("いまの値"))

    class Meta:
        verbose_name = verbose_name_plural = _("点検の食い違い")
        ordering = ["run", "check_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(expected=models.F("found")), name="audit_difference_differs"
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_name} {self.expected} {self.found}"
