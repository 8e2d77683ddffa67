"""What answers and what does not: PostgreSQL, Redis, storage, the identity provider."""

from collections.abc import Callable
from functools import cache

import requests
from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.template.loader import render_to_string
from redis import Redis


def _postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _redis() -> None:
    Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1).ping()


def _storage() -> None:
    storages["feeds"].exists("inbox")


def _identity_provider() -> None:
    url = f"{settings.OIDC_ISSUER}/.well-known/openid-configuration"
    requests.get(url, timeout=1).raise_for_status()


_PARTS: dict[str, Callable[[], None]] = {
    "postgresql": _postgresql,
    "redis": _redis,
    "storage": _storage,
    "identity_provider": _identity_provider,
}


def report() -> dict[str, str]:
    """Try every part for a second at most; ``ok`` or the kind of failure, without details."""
    states = {}
    for name, check in _PARTS.items():
        try:
            check()
        except Exception as error:
            states[name] = type(error).__name__
        else:
            states[name] = "ok"
    return states


@cache
def closed_page() -> str:
    """The page for a moment without the database: rendered once, without any query."""
    return render_to_string(
        "errors/500.html",
        {
            "telephone_desk": settings.TELEPHONE_DESK,
            "telephone_desk_hours": settings.TELEPHONE_DESK_HOURS,
        },
    )
