"""What this machine has to bring itself, because the environment names nothing better."""

import os

from todock import settings
from todock.env import PRODUCTION
from todock.local.servers import Postgres, Redis, Server


def needs_identity_provider() -> bool:
    """Whether no identity provider is configured, so that the local one is used."""
    return not PRODUCTION and not os.environ.get("OIDC_ISSUER")


def embedded_servers(*, with_identity_provider: bool = False) -> list[Server]:
    """Return the embedded servers that the site needs here; none in production.

    The local identity provider keeps its accounts on the embedded PostgreSQL even where the
    site's own database is elsewhere.
    """
    if PRODUCTION:
        return []
    needed: list[Server] = []
    own_idp = with_identity_provider and needs_identity_provider()
    if not os.environ.get("DATABASE_URL") or own_idp:
        needed.append(Postgres(settings.VAR_DIR))
    if not os.environ.get("REDIS_URL"):
        needed.append(Redis(settings.VAR_DIR))
    return needed
