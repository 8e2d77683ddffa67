"""The files of joining. Their kinds are registered by being imported."""

from django.utils.translation import gettext_lazy as _

from members.joining.feeds import application_results
from todock.feeds.kinds import register_outgoing

register_outgoing("applications", _("申し込み"))

__all__ = ["application_results"]
