"""The joining app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JoiningConfig(AppConfig):
    """From stranger to member."""

    name = "members.joining"
    label = "joining"
    verbose_name = _("加入と宅配の申し込み")
