"""The feed kinds of points. They are registered by being imported."""

from django.utils.translation import gettext_lazy as _

from points.feeds import point_entries, sales
from todock.feeds.kinds import register_outgoing

register_outgoing("point_uses", _("ポイント利用"))

__all__ = ["point_entries", "sales"]
