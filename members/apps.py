"""The members app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """WHO."""

    name = "members"
    verbose_name = _("組合員")

    def ready(self) -> None:
        """Limit the sessions of staff, record sign-ins through whichever door; look at settings."""
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from members import checks  # noqa: F401 (registers itself)
        from members.card import checks as card_checks  # noqa: F401 (registers itself)
        from members.sign_in.actions import sign_ins
        from members.sign_in.backends import limit_session

        user_logged_in.connect(limit_session, dispatch_uid="members.limit_session")
        user_logged_in.connect(sign_ins.record, dispatch_uid="members.record_sign_in")
        user_logged_out.connect(sign_ins.close, dispatch_uid="members.close_sign_in")
