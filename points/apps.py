"""The points app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    """THE LEDGER."""

    name = "points"
    verbose_name = _("ポイント")
