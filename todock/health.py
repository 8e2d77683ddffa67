"""What answers and what does not: PostgreSQL, Redis, storage, the identity provider."""

from collections.abc import Callable

import requests
from django.conf import settings
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from redis import Redis

from orders.actions import closing
from todock.lib import clock


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


def overdue_windows() -> int:
    """Return how many order windows should have been closed long ago; 0 without a database."""
    try:
        return len(closing.overdue(at=clock.database_now()))
    except DatabaseError:
        return 0
