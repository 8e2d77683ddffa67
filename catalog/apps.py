"""The catalog app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """WHAT."""

    name = "catalog"
    verbose_name = _("商品カタログ")
