"""Loads the signed-in user together with the member, the course and the centre."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from members import rate_limits
from members.models import User


class MemberBackend(ModelBackend):
    """Users come from OIDC; a password counts only while the emergency door is open."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: object,
    ) -> User | None:
        """Check a local superuser's password, where LOCAL_SUPERUSER_DOOR opens that door.

        Passwords that come too fast from one address are refused unread.
        """
        if not settings.LOCAL_SUPERUSER_DOOR:
            return None
        if request is not None and not rate_limits.within(
            settings.PASSWORD_RATE, "password", rate_limits.address(request)
        ):
            raise PermissionDenied
        user = super().authenticate(request, username, password, **kwargs)
        return user if user and user.is_superuser else None

    def get_user(self, user_id: int) -> User | None:
        """Return the user with member, course and centre in one query, or None."""
        user = User.objects.select_related("member__course__centre").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
