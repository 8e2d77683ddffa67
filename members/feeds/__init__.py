"""The feed kinds of members. They are registered by being imported."""

from django.utils.translation import gettext_lazy as _

from members.feeds import application_results, courses, members, served_postcodes
from todock.feeds.kinds import register_outgoing

register_outgoing("applications", _("申し込み"))
register_outgoing("member_changes", _("登録の変更"))

__all__ = ["application_results", "courses", "members", "served_postcodes"]
