"""The members app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """WHO."""

    name = "members"
    verbose_name = _("組合員")

    def ready(self) -> None:
        """Limit the sessions of staff, through whichever door they come."""
        from django.contrib.auth.signals import user_logged_in

        from members.backends import limit_session

        user_logged_in.connect(limit_session, dispatch_uid="members.limit_session")
