"""The orders app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """THE PURCHASE."""

    name = "orders"
    verbose_name = _("注文")
