"""The points app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    """THE LEDGER."""

    name = "points"
    verbose_name = _("ポイント")

    def ready(self) -> None:
        """Give the outboxes the words of our mails and messages; look at the settings."""
        from points import (
            checks,  # noqa: F401 (registers itself)
            emails,  # noqa: F401 (registers them)
        )
