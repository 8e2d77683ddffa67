"""What the identity provider says of itself: its configuration and its keys, kept for an hour.

Kept in the process and in the cache. A sign-in that begins looks again after half a minute,
because it is about to send a person there: when the provider is down she gets our page instead
of her browser's. Everything else goes on with what is kept.
"""

import time
from collections.abc import Callable
from threading import Lock
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache

from members.sign_in.oidc.errors import ProviderUnavailable
from members.sign_in.oidc.wire import Wire
from todock.lib.pause import Pause

#: Seconds for which a configuration or a key set is used.
KEPT_SECONDS = 60 * 60
#: Seconds after which a sign-in that begins asks whether the provider still answers.
ALIVE_SECONDS = 30
#: Seconds in which a provider that did not answer is left alone, so that sign-ins do not hold
#: every thread of the site while it is down.
PAUSE_SECONDS = 10

_ENDPOINTS = ["authorization_endpoint", "token_endpoint", "jwks_uri"]
_OPTIONAL_ENDPOINTS = ["userinfo_endpoint", "end_session_endpoint"]


class Kept:
    """One document of the provider, kept in the process and in the cache."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = Lock()
        self._found: dict[str, tuple[float, dict]] = {}
        self._pause = Pause(PAUSE_SECONDS)

    def get(self, url: str, fetch: Callable[[], dict], *, seconds: float, wire: Wire) -> dict:
        """Return the document if it is younger than ``seconds``, else fetch it.

        One thread fetches, the others wait for it within the budget of ``wire``. Raises
        ProviderUnavailable.
        """
        if (document := self._younger(url, seconds)) is not None:
            return document
        if not self._lock.acquire(timeout=wire.seconds_left or 0.001):
            raise ProviderUnavailable("another request waits for the provider")
        try:
            if (document := self._younger(url, seconds)) is not None:
                return document
            return self._fetched(url, fetch)
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Drop what the process knows, failures too; the cache keeps its copy."""
        self._found.clear()
        self._pause.end()

    def _younger(self, url: str, seconds: float) -> dict | None:
        at, document = self._found.get(url, (0.0, {}))
        if time.time() - at >= seconds:
            shared = cache.get(self._key(url))
            if shared and shared[0] > at:
                at, document = self._found[url] = shared
        return document if document and time.time() - at < seconds else None

    def _fetched(self, url: str, fetch: Callable[[], dict]) -> dict:
        if self._pause.lasts(url):
            raise ProviderUnavailable("did not answer a moment ago")
        try:
            document = fetch()
        except ProviderUnavailable:
            self._pause.begin(url)
            raise
        self._found[url] = (time.time(), document)
        cache.set(self._key(url), self._found[url], KEPT_SECONDS)
        return document

    def _key(self, url: str) -> str:
        return f"oidc:{self._name}:{url}"


_configurations = Kept("configuration")
_key_sets = Kept("keys")


def configuration(wire: Wire, *, answering: bool = False) -> dict:
    """Return the provider's configuration.

    ``answering``: the provider has answered within half a minute. Raises ProviderUnavailable.
    """
    url = f"{settings.OIDC_ISSUER}/.well-known/openid-configuration"
    return _configurations.get(
        url,
        lambda: _sensible(wire.get(url)),
        seconds=ALIVE_SECONDS if answering else KEPT_SECONDS,
        wire=wire,
    )


def key_set(wire: Wire, *, fresh: bool = False) -> dict:
    """Return the provider's key set (JWKS), ``fresh``: not from what is kept.

    Raises ProviderUnavailable.
    """
    url = configuration(wire)["jwks_uri"]
    return _key_sets.get(
        url, lambda: _with_keys(wire.get(url)), seconds=0 if fresh else KEPT_SECONDS, wire=wire
    )


def forget() -> None:
    """Drop what this process knows of the provider."""
    _configurations.forget()
    _key_sets.forget()


def _sensible(found: dict) -> dict:
    """Keep what is used of a configuration; refuse one of another issuer, or without encryption."""
    # Some providers end their issuer with a slash; the setting never does.
    if str(found.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
        raise ProviderUnavailable("the configuration names another issuer")
    scheme = urlsplit(settings.OIDC_ISSUER).scheme
    kept = {"issuer": found["issuer"]}
    for name in [*_ENDPOINTS, *(name for name in _OPTIONAL_ENDPOINTS if found.get(name))]:
        url = found.get(name)
        if not isinstance(url, str) or urlsplit(url).scheme not in {scheme, "https"}:
            raise ProviderUnavailable(f"the configuration has no usable {name}")
        kept[name] = url
    methods = found.get("token_endpoint_auth_methods_supported")
    kept["post_secret"] = not isinstance(methods, list) or "client_secret_post" in methods
    return kept


def _with_keys(found: dict) -> dict:
    if not isinstance(found.get("keys"), list):
        raise ProviderUnavailable("the key set holds no keys")
    return found
