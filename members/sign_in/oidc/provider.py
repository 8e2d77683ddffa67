"""allauth's OpenID Connect, hardened.

Its defaults (seen in 65.21) have no PKCE and no nonce, leave the ID token's signature
unverified, forward ``scope``, ``auth_params`` and ``process`` from the URL, fetch the discovery
document at every sign-in and answer 500 when the provider is down.
"""

from secrets import token_urlsafe
from typing import NamedTuple
from urllib.parse import quote_plus

from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from members.sign_in.oidc import discovery, tokens
from members.sign_in.oidc.errors import ProviderUnavailable, SignInCancelled, SignInRefused
from members.sign_in.oidc.wire import Wire

PROVIDER_ID = "todock"


class Identity(NamedTuple):
    """Who the provider says has signed in."""

    subject: str
    name: str
    #: Those of the role claim, known to us or not.
    roles: list[str]
    #: Needed at sign-out, so that the provider knows whose session ends.
    id_token: str


class OIDCAdapter(OpenIDConnectOAuth2Adapter):
    """The conversation with the provider behind one request, within one budget of seconds."""

    def __init__(self, request: HttpRequest, provider_id: str = PROVIDER_ID) -> None:
        super().__init__(request, provider_id)
        self.wire = Wire()
        self.answering = False

    @property
    def openid_config(self) -> dict:
        """The provider's configuration; raises ProviderUnavailable."""
        return discovery.configuration(self.wire, answering=self.answering)

    def take_state(self) -> dict:
        """Return the state that the sign-in began with, once; raises SignInRefused."""
        state = statekit.unstash_state(
            self.request, provider_id=PROVIDER_ID, state_id=self.request.GET.get("state", "")
        )
        if state is None:
            raise SignInRefused("unknown state")
        return state

    def identity(self, state: dict) -> Identity:
        """Return who signed in, from the parameters of the callback.

        Raises SignInCancelled, SignInRefused or ProviderUnavailable.
        """
        answer = self._redeem(self._code(), state.get("pkce_code_verifier", ""))
        claims = tokens.verified_claims(
            answer.get("id_token"),
            issuer=self.openid_config["issuer"],
            nonce=state.get("nonce", ""),
            key_set=lambda fresh: discovery.key_set(self.wire, fresh=fresh),
        )
        person = self._person(claims, answer)
        return Identity(
            subject=claims["sub"],
            name=str(person.get("name") or claims.get("name") or "")[:100],
            roles=_roles(claims),
            id_token=answer["id_token"],
        )

    def _code(self) -> str:
        params = self.request.GET
        if "iss" in params and params["iss"] != self.openid_config["issuer"]:
            raise SignInRefused("the answer names another issuer")
        if params.get("error") in {"server_error", "temporarily_unavailable"}:
            raise ProviderUnavailable("the provider says that it cannot now")
        if "error" in params:
            # Its words are not ours to repeat: anybody can write them into the address.
            raise SignInCancelled("refused or cancelled at the provider")
        if not params.get("code"):
            raise SignInRefused("neither a code nor an error")
        return params["code"]

    def _redeem(self, code: str, verifier: str) -> dict:
        app = self.get_provider().app
        data = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": self.get_callback_url(self.request, app),
        }
        auth = None
        if self.openid_config["post_secret"]:
            data |= {"client_id": app.client_id, "client_secret": app.secret}
        else:
            auth = (quote_plus(app.client_id), quote_plus(app.secret))
        status, answer = self.wire.post(self.access_token_url, data, auth)
        if status == 200:
            return answer
        if answer.get("error") == "invalid_grant":
            raise SignInRefused("the code is not valid (any more)")
        raise ProviderUnavailable(f"the token endpoint answers {status}")

    def _person(self, claims: dict, answer: dict) -> dict:
        """The userinfo, which must speak of the person of the ID token."""
        url = self.openid_config.get("userinfo_endpoint")
        if not url:
            return {}
        person = self.wire.get(url, {"Authorization": f"Bearer {answer.get('access_token')}"})
        if person.get("sub") != claims["sub"]:
            raise SignInRefused("the userinfo speaks of another person")
        return person


class Provider(OpenIDConnectProvider):
    """Sends a person to sign in. Nothing of the URL goes along but a safe ``next``."""

    oauth2_adapter_class = OIDCAdapter

    def get_pkce_params(self) -> dict:
        """Always S256."""
        return generate_code_challenge()

    def get_auth_params(self) -> dict:
        """No setting, no URL adds parameters."""
        return {}

    def get_scope(self) -> list[str]:
        """Who it is and a name to greet; the e-mail address is not asked for."""
        return ["openid", "profile"]

    def begin(self, next_url: str) -> HttpResponse:
        """Redirect to the provider, which has answered lately; raises ProviderUnavailable."""
        nonce = token_urlsafe(32)
        return self.redirect(
            self.request,
            AuthProcess.LOGIN,
            next_url=next_url,
            nonce=nonce,
            scope=self.get_scope(),
            auth_params={**self.get_auth_params(), "nonce": nonce},
        )

    def get_oauth2_adapter(self, request: HttpRequest) -> OIDCAdapter:
        """The adapter of a sign-in that begins: it asks whether the provider still answers."""
        adapter = super().get_oauth2_adapter(request)
        adapter.answering = True
        return adapter

    def get_callback_url(self) -> str:
        """The path that the provider sends people back to."""
        return reverse("openid_connect_callback", kwargs={"provider_id": PROVIDER_ID})


def _roles(claims: dict) -> list[str]:
    """The roles of the role claim: a list, or words separated by blanks."""
    roles = claims.get(settings.OIDC_ROLE_CLAIM)
    if isinstance(roles, str):
        return roles.split()
    return [role for role in roles if isinstance(role, str)] if isinstance(roles, list) else []
