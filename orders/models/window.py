"""When a course may order, and when it comes."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OrderWindowQuerySet(models.QuerySet):
    """Windows in business words."""

    def open(self, at: datetime) -> "OrderWindowQuerySet":
        """Windows that take changes at the instant ``at``, soonest deadline first.

        In SQL what ``orders.rules.orderable.is_open`` decides; a test holds them together.
        """
        return (
            self.filter(
                opens_at__lte=at,
                closes_at__gt=at,
                closed_at__isnull=True,
                cycle__publishes_at__lte=at,
            )
            .select_related("cycle")
            .order_by("closes_at")
        )

    def due(self, at: datetime) -> "OrderWindowQuerySet":
        """Windows whose deadline is not after ``at`` and which are not closed yet.

        No look-back limit: an outage of any length skips no cycle.
        """
        return self.filter(closes_at__lte=at, closed_at__isnull=True).order_by("closes_at", "pk")


class OrderWindow(models.Model):
    """締切 / お届け日: cycle x course. Every date comes from the ``cycles`` feed."""

    cycle = models.ForeignKey(
        "catalog.Cycle", models.PROTECT, related_name="windows", verbose_name=_("企画回")
    )
    course = models.ForeignKey(
        "members.Course", models.PROTECT, related_name="windows", verbose_name=_("コース")
    )
    opens_at = models.DateTimeField(_("受付開始"))
    closes_at = models.DateTimeField(_("締切"))
    delivers_on = models.DateField(_("お届け日"))
    closed_at = models.DateTimeField(_("締めた日時"), null=True, blank=True)
    #: When the export and the mails that follow from the closing were all written.
    exported_at = models.DateTimeField(_("出力した日時"), null=True, blank=True)

    objects = OrderWindowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("受付期間")
        ordering = ["-closes_at", "course"]
        constraints = [
            models.UniqueConstraint("cycle", "course", name="window_once_a_cycle_and_course"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="window_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("closes_at")),
                name="window_is_not_closed_before_its_deadline",
            ),
            models.CheckConstraint(
                condition=Q(exported_at__isnull=True) | Q(closed_at__isnull=False),
                name="window_is_exported_only_after_closing",
            ),
        ]
        indexes = [
            models.Index(
                "closes_at", name="window_not_closed", condition=Q(closed_at__isnull=True)
            ),
            models.Index("course", "closes_at", name="window_course_closes_at"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} {self.course}"
