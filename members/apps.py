"""The members app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """WHO."""

    name = "members"
    verbose_name = _("組合員")
