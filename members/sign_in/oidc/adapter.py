"""What allauth asks of us: there is one provider, and nobody opens an account here."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest

from members.sign_in.oidc.provider import PROVIDER_ID, Provider


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts cannot be opened."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The one provider comes from the settings; rows of the database cannot add another."""

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Provider:
        """Return the identity provider of the settings, without a query."""
        return Provider(request, app=self.get_app(request, provider, client_id))

    def get_app(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> SocialApp:
        """Return our client at the identity provider."""
        return SocialApp(
            provider="openid_connect",
            provider_id=PROVIDER_ID,
            name="トドック",
            client_id=settings.OIDC_CLIENT_ID,
            secret=settings.OIDC_CLIENT_SECRET,
            settings={"server_url": settings.OIDC_ISSUER},
        )

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the one client."""
        return [self.get_app(request, PROVIDER_ID)]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never through allauth's own flow: oidc.views knows people by issuer + subject."""
        return False
