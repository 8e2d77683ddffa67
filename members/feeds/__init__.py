"""The files of members. Their kinds are registered by being imported."""

from django.utils.translation import gettext_lazy as _

from members.feeds import courses, members, served_postcodes
from todock.feeds.kinds import register_outgoing

register_outgoing("member_changes", _("登録の変更"))

__all__ = ["courses", "members", "served_postcodes"]
