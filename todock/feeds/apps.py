"""The feeds app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    """Files in and out."""

    name = "todock.feeds"
    label = "feeds"
    verbose_name = _("連携データ")

    def ready(self) -> None:
        """Let each app register its kinds: its module ``feeds`` is imported once."""
        autodiscover_modules("feeds")
