"""The points app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    """THE LEDGER."""

    name = "points"
    verbose_name = _("ポイント")

    def ready(self) -> None:
        """Look at the settings."""
        from points import checks  # noqa: F401 (registers itself)
