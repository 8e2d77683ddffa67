"""A state folder, a database and a Redis of the bench's own."""

import os
import socket
from pathlib import Path

from todock.local import addresses

VAR = Path(__file__).resolve().parents[2] / "var" / "bench"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settle() -> None:
    """Point the settings at the bench's own place; call before Django loads."""
    VAR.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    os.environ.update(
        DJANGO_SETTINGS_MODULE="tests.bench.settings",
        TODOCK_ENV="bench",
        TODOCK_VAR=str(VAR),
        DATABASE_URL=addresses.database_url(VAR, "todock"),
        REDIS_URL=addresses.redis_url(VAR),
        PORT=str(port),
        DEBUG="0",
        HTTPS="0",
        LOG_LEVEL="WARNING",
    )


def base_url() -> str:
    """Return the address of the server under measurement."""
    return f"http://127.0.0.1:{os.environ['PORT']}"
