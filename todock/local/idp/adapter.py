"""What allauth's identity provider says of our demo accounts.

The user name of an account is its subject.
"""

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

from todock.demo.accounts import ACCOUNTS


class AccountAdapter(DefaultAccountAdapter):
    """Accounts cannot be opened here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the accounts are those of ``todock.demo.accounts``."""
        return False


class OIDCAdapter(DefaultOIDCAdapter):
    """One issuer, fixed subjects, and the roles of staff."""

    def get_issuer(self) -> str:
        """Return the issuer of the settings, by whatever name the browser came."""
        return settings.ISSUER

    def get_user_sub(self, client: Client, user: User) -> str:
        """Return the fixed subject of a person."""
        return user.username

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        """Return the person of a subject, or None."""
        return User.objects.filter(username=sub, is_active=True).first()

    def get_claims(
        self,
        purpose: str,
        user: User,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Return what a token or the userinfo says: of staff also the roles."""
        claims = super().get_claims(purpose, user, client, scopes, email=email, **kwargs)
        claims.pop("preferred_username", None)
        account = next((each for each in ACCOUNTS if each.subject == user.username), None)
        if account and account.roles:
            claims[settings.ROLE_CLAIM] = [settings.ROLES[role] for role in account.roles]
        return claims
