"""The files of orders. Their kinds are registered by being imported."""

from django.utils.translation import gettext_lazy as _

from orders.feeds import cycles, limits
from todock.feeds.kinds import register_outgoing

register_outgoing("orders", _("注文"))

__all__ = ["cycles", "limits"]
