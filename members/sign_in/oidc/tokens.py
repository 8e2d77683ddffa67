"""Whether an ID token may be believed (OpenID Connect Core, 3.1.3.7)."""

import hmac
from collections.abc import Callable

import jwt
from django.conf import settings

from members.sign_in.oidc.errors import SignInRefused

#: Signatures by a private key only: a shared secret or "none" could be made by anybody.
ALGORITHMS = ["RS256", "ES256"]
#: Seconds by which the provider's clock may differ from ours.
LEEWAY = 60


def verified_claims(
    token: object, *, issuer: str, nonce: str, key_set: Callable[[bool], dict]
) -> dict:
    """Return the claims of the ID token ``token``.

    ``key_set(fresh)`` gives the provider's keys; it is asked again, once, for an unknown key.
    Raises SignInRefused unless signature, algorithm, issuer, audience, authorised party,
    expiry, time of issue, nonce and subject are all as they must be.
    """
    if not isinstance(token, str):
        raise SignInRefused("no ID token")
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise SignInRefused("the ID token is signed in a way that is not allowed")
        claims = jwt.decode(
            token,
            key=_key(header, key_set),
            algorithms=ALGORITHMS,
            audience=settings.OIDC_CLIENT_ID,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as error:
        raise SignInRefused(f"ID token: {type(error).__name__}") from error
    _check_party(claims)
    _check_nonce(claims, nonce)
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise SignInRefused("the ID token has no usable subject")
    return claims


def _key(header: dict, key_set: Callable[[bool], dict]) -> jwt.PyJWK:
    for fresh in (False, True):
        # The library passes over entries that are no keys, or not of the kind that they say.
        for key in jwt.PyJWKSet.from_dict(key_set(fresh)).keys:
            wanted = (header.get("kid"), header["alg"])
            if (key.key_id, key.algorithm_name) == wanted and key.public_key_use in {None, "sig"}:
                return key
    raise SignInRefused("the ID token is signed with an unknown key")


def _check_party(claims: dict) -> None:
    audience = claims["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if (several or "azp" in claims) and claims.get("azp") != settings.OIDC_CLIENT_ID:
        raise SignInRefused("the ID token was made for another party")


def _check_nonce(claims: dict, nonce: str) -> None:
    if not nonce or not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise SignInRefused("the ID token answers another sign-in")
