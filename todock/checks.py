"""What ``manage.py check --deploy`` says of our settings; Django speaks of its own.

Every message names the variable to set.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from todock.env import PRODUCTION, env

#: Characters below which a secret can be guessed by trying.
SHORTEST_SECRET = 24
_HERE = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security, deploy=True)
def check_production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return what keeps this machine from being a production machine."""
    return [*_machine(), *_servers(), *_sign_in(), *_mail()]


def _machine() -> Iterator[CheckMessage]:
    if not PRODUCTION:
        yield Error(
            "The site runs as a bare machine: secrets have well-known values.",
            hint="Set TODOCK_ENV=production.",
            id="todock.E001",
        )
    if settings.DEBUG:
        yield Error(
            "Tracebacks with settings are shown to everybody.",
            hint="Unset DEBUG.",
            id="todock.E002",
        )
    if not settings.HTTPS or urlsplit(settings.SITE_URL).scheme != "https":
        yield Error(
            "Passwords of sessions travel in the open.",
            hint="Set SITE_URL to an https:// address and leave HTTPS on.",
            id="todock.E003",
        )
    if _HERE & {urlsplit(settings.SITE_URL).hostname, *settings.ALLOWED_HOSTS}:
        yield Error(
            "The site answers to the names of a bare machine.",
            hint="Set ALLOWED_HOSTS and SITE_URL to the names that members use.",
            id="todock.E004",
        )
    if settings.CLOSING_DELAY_SECONDS <= settings.STATEMENT_TIMEOUT_SECONDS:
        yield Error(
            "The closing job may start while a change made in time is still being written.",
            hint="Set CLOSING_DELAY_SECONDS to more than STATEMENT_TIMEOUT_SECONDS.",
            id="todock.E005",
        )


def _servers() -> Iterator[CheckMessage]:
    for variable, number in [("DATABASE_URL", "E006"), ("REDIS_URL", "E007")]:
        if not env.str(variable, ""):
            yield Error(
                f"{variable} is not set; the embedded server is for bare machines.",
                hint=f"Set {variable} to a server that is kept and backed up.",
                id=f"todock.{number}",
            )
    if not settings.AWS_BUCKET:
        yield Error(
            "Feeds and pictures lie in a folder of this machine; another one sees none of them.",
            hint="Set S3_BUCKET, and S3_FEEDS_BUCKET for the private files.",
            id="todock.E008",
        )
    elif settings.FEEDS_BUCKET == settings.AWS_BUCKET:
        yield Warning(
            "The feeds, with members' data, share a bucket with the public pictures.",
            hint="Set S3_FEEDS_BUCKET to a private bucket of its own.",
            id="todock.W009",
        )


def _sign_in() -> Iterator[CheckMessage]:
    issuer = urlsplit(settings.OIDC_ISSUER)
    if issuer.scheme != "https" or issuer.hostname in _HERE:
        yield Error(
            "The identity provider is the one of a bare machine, or is reached without HTTPS.",
            hint="Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET to the real one.",
            id="todock.E010",
        )
    if len(settings.OIDC_CLIENT_SECRET) < SHORTEST_SECRET:
        yield Error(
            "The secret of our client at the identity provider is too short.",
            hint=f"Set OIDC_CLIENT_SECRET to at least {SHORTEST_SECRET} characters.",
            id="todock.E011",
        )
    if settings.LOCAL_SUPERUSER_DOOR:
        yield Warning(
            "The emergency door is open: superusers sign in with a password alone.",
            hint="Unset LOCAL_SUPERUSER_DOOR as soon as the identity provider is back.",
            id="todock.W012",
        )


def _mail() -> Iterator[CheckMessage]:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield Warning(
            "Mails are written to files and reach nobody.",
            hint="Set EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend and EMAIL_HOST.",
            id="todock.W013",
        )
