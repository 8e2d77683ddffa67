"""Loads the signed-in user together with the member and what pages ask of her."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from members.models import User
from members.sign_in import rate_limits
from todock.lib import clock

#: What nearly every page, and the card within its two queries, asks of a member.
_WITH_USER = ("member__course__centre", "member__card", "member__preferences")


class MemberBackend(ModelBackend):
    """Users come from OIDC; a password counts for nothing here."""

    def authenticate(self, request: HttpRequest | None, **kwargs: object) -> None:
        """Know nobody by a password."""

    def get_user(self, user_id: int) -> User | None:
        """Return the user with member, course, card and preferences in one query, or None."""
        users = User.objects.select_related(*_WITH_USER)
        user = users.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class EmergencyDoorBackend(MemberBackend):
    """Local superusers by password, while LOCAL_SUPERUSER_DOOR is open.

    A session remembers by which backend it was opened: when the door is shut, every session that
    came through it is refused at its next request.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: object,
    ) -> User | None:
        """Check a local superuser's password.

        Passwords that come too fast from one address are refused unread.
        """
        if not settings.LOCAL_SUPERUSER_DOOR:
            return None
        if request is not None and not rate_limits.within(
            settings.PASSWORD_RATE, "password", rate_limits.address(request)
        ):
            raise PermissionDenied
        user = ModelBackend.authenticate(self, request, username, password, **kwargs)
        return user if user and user.is_superuser else None

    def get_user(self, user_id: int) -> User | None:
        """Return the user while the door is open and she is still a superuser."""
        user = super().get_user(user_id) if settings.LOCAL_SUPERUSER_DOOR else None
        return user if user and user.is_superuser else None


def limit_session(request: HttpRequest, user: User, **kwargs: object) -> None:
    """End the session of staff STAFF_SESSION_HOURS after this sign-in; a receiver of Django's."""
    hours = timedelta(hours=settings.STAFF_SESSION_HOURS)
    request.session.set_expiry(clock.now() + hours if user.is_staff else None)
