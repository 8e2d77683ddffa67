"""A provider on loopback, and sign-ins through it."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from members.sign_in import rate_limits
from members.sign_in.oidc import discovery
from tests.integration.members.sign_in.loopback_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    LoopbackProvider,
)

SignIn = Callable[..., HttpResponse]


@pytest.fixture
def provider(settings) -> Iterator[LoopbackProvider]:
    """The identity provider of the settings, up and honest."""
    cache.clear()
    discovery.forget()
    started = LoopbackProvider()
    settings.OIDC_ISSUER = started.issuer
    settings.OIDC_CLIENT_ID = CLIENT_ID
    settings.OIDC_CLIENT_SECRET = CLIENT_SECRET
    yield started
    started.stop()
    discovery.forget()


@pytest.fixture(autouse=True)
def _plain_static_files(settings) -> None:
    """Pages are rendered without a manifest of static files, which only a release makes."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def _no_limits_yet(settings) -> None:
    """Every test begins with no tries counted."""
    rate_limits.forget()


@pytest.fixture
def sign_in(client: Client, provider: LoopbackProvider) -> SignIn:
    """Go through the whole sign-in; return what the callback answers."""

    def go(next_url: str = "/", browser: Client = client, **changed: str) -> HttpResponse:
        begun = browser.post("/accounts/login/", {"next": next_url})
        assert begun.status_code == 302, begun.content.decode()
        answer = {**provider.authorize(begun["Location"]), **changed}
        return browser.get("/accounts/oidc/todock/login/callback/", answer)

    return go
