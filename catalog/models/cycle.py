"""One weekly sales plan."""

from datetime import datetime

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class CycleQuerySet(models.QuerySet):
    """Cycles in business words."""

    def visible(self, at: datetime) -> "CycleQuerySet":
        """Cycles that members may see at the instant ``at``."""
        return self.filter(publishes_at__lte=at)

    def redrawn(self) -> int:
        """Make the kept HTML of these cycles stale. Returns the number of cycles."""
        return self.update(revision=F("revision") + 1)


class Cycle(models.Model):
    """企画回. Code and label come from the feed and are never computed.

    A cycle is visible from ``publishes_at`` on. A file of offers changes it in one transaction,
    and ``revision`` with it: kept HTML carries the revision in its key, so that a
    page never mixes two weeks.
    """

    code = models.CharField(_("企画回コード"), max_length=7, unique=True)
    name = models.CharField(_("企画回名"), max_length=40)
    publishes_at = models.DateTimeField(_("公開日時"))
    revision = models.PositiveIntegerField(_("版"), default=1, editable=False)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("企画回")
        ordering = ["-code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{7}$"),
                name="cycle_code_is_year_month_number",
            )
        ]

    def __str__(self) -> str:
        return self.name
