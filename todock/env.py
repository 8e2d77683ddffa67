"""Reads settings from the environment; a missing secret in production stops the start."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)

#: ``production`` demands every secret; anything else is a bare machine that needs none.
PRODUCTION = env.str("TODOCK_ENV", "local") == "production"


def secret(name: str, local: str) -> str:
    """Return the secret ``name``, or ``local`` on a bare machine.

    Raises ImproperlyConfigured in production when it is not set, saying what to set.
    """
    value = env.str(name, "")
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(
            f"{name} is not set. In production (TODOCK_ENV=production) it has no default: "
            f"set it in the environment; .env.example says what it is for."
        )
    return local
