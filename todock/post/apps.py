"""The post app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PostConfig(AppConfig):
    """What waits to be sent."""

    name = "todock.post"
    label = "post"
    verbose_name = _("送信")

    def ready(self) -> None:
        """Let each app register the words of its mails: its module ``mails`` is imported once."""
        autodiscover_modules("mails")
