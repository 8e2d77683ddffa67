"""The identity provider: where people are sent, and what its answer says of them."""

import hashlib
from typing import NamedTuple
from urllib.parse import quote_plus

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from jwt.utils import base64url_encode

from members.sign_in.oidc import discovery, tokens
from members.sign_in.oidc.begun import Begun
from members.sign_in.oidc.errors import ProviderUnavailable, SignInCancelled, SignInRefused
from members.sign_in.oidc.wire import Wire

#: Who it is and a name to greet; the e-mail address is not asked for.
SCOPE = "openid profile"


class Identity(NamedTuple):
    """Who the provider says has signed in."""

    subject: str
    name: str
    #: Those of the role claim, known to us or not.
    roles: list[str]
    #: Needed at sign-out, so that the provider knows whose session ends.
    id_token: str


class Provider:
    """The conversation with the provider behind one request, within one budget of seconds.

    ``answering``: the provider has answered within half a minute, because a person is about to
    be sent there. Raises ProviderUnavailable.
    """

    def __init__(self, *, answering: bool = False) -> None:
        self._wire = Wire()
        self._configuration = discovery.configuration(self._wire, answering=answering)

    def sign_in_url(self, request: HttpRequest, state: str, begun: Begun) -> str:
        """Return where the sign-in ``begun`` goes on; no parameter of ``request`` goes along."""
        challenge = base64url_encode(hashlib.sha256(begun.verifier.encode()).digest()).decode()
        return _address(
            self._configuration["authorization_endpoint"],
            client_id=settings.OIDC_CLIENT_ID,
            redirect_uri=_callback_url(request),
            response_type="code",
            scope=SCOPE,
            state=state,
            nonce=begun.nonce,
            code_challenge=challenge,
            code_challenge_method="S256",
        )

    def sign_out_url(self, request: HttpRequest, id_token: str) -> str | None:
        """Return where the provider ends its own session; None when it has no such place."""
        endpoint = self._configuration.get("end_session_endpoint")
        return endpoint and _address(
            endpoint,
            id_token_hint=id_token,
            client_id=settings.OIDC_CLIENT_ID,
            post_logout_redirect_uri=request.build_absolute_uri("/"),
        )

    def identity(self, request: HttpRequest, begun: Begun) -> Identity:
        """Return who signed in, from the parameters of the callback.

        Raises SignInCancelled, SignInRefused or ProviderUnavailable.
        """
        answer = self._redeem(self._code(request), begun.verifier, _callback_url(request))
        claims = tokens.verified_claims(
            answer.get("id_token"),
            issuer=self._configuration["issuer"],
            nonce=begun.nonce,
            key_set=lambda fresh: discovery.key_set(self._wire, fresh=fresh),
        )
        person = self._person(claims, answer)
        return Identity(
            subject=claims["sub"],
            name=str(person.get("name") or claims.get("name") or "")[:100],
            roles=_roles(claims),
            id_token=answer["id_token"],
        )

    def _code(self, request: HttpRequest) -> str:
        params = request.GET
        if "iss" in params and params["iss"] != self._configuration["issuer"]:
            raise SignInRefused("the answer names another issuer")
        if params.get("error") in {"server_error", "temporarily_unavailable"}:
            raise ProviderUnavailable("the provider says that it cannot now")
        if "error" in params:
            # Its words are not ours to repeat: anybody can write them into the address.
            raise SignInCancelled("refused or cancelled at the provider")
        if not params.get("code"):
            raise SignInRefused("neither a code nor an error")
        return params["code"]

    def _redeem(self, code: str, verifier: str, callback_url: str) -> dict:
        data = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": callback_url,
        }
        client, auth = (settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET), None
        if self._configuration["post_secret"]:
            data |= dict(zip(("client_id", "client_secret"), client, strict=True))
        else:
            auth = (quote_plus(client[0]), quote_plus(client[1]))
        status, answer = self._wire.post(self._configuration["token_endpoint"], data, auth)
        if status == 200:
            return answer
        if answer.get("error") == "invalid_grant":
            raise SignInRefused("the code is not valid (any more)")
        raise ProviderUnavailable(f"the token endpoint answers {status}")

    def _person(self, claims: dict, answer: dict) -> dict:
        """The userinfo, which must speak of the person of the ID token."""
        url = self._configuration.get("userinfo_endpoint")
        if not url:
            return {}
        person = self._wire.get(url, {"Authorization": f"Bearer {answer.get('access_token')}"})
        if person.get("sub") != claims["sub"]:
            raise SignInRefused("the userinfo speaks of another person")
        return person


def _callback_url(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("oidc_callback"))


def _address(endpoint: str, **params: str) -> str:
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(params)}"


def _roles(claims: dict) -> list[str]:
    """The roles of the role claim: a list, or words separated by blanks."""
    roles = claims.get(settings.OIDC_ROLE_CLAIM)
    if isinstance(roles, str):
        return roles.split()
    return [role for role in roles if isinstance(role, str)] if isinstance(roles, list) else []
