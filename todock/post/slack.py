"""Messages to staff in Slack, from the outbox (see todock.post.outbox). None holds personal data.

A message leads into the admin, where the roles decide who reads on. Its words are made when it is
sent. Without SLACK_WEBHOOK_URL they are shown in the log of the run.
"""

import html
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.conf import settings
from django.urls import reverse
from slack_sdk.webhook import WebhookClient

from todock.post import outbox
from todock.post.models import StaffMessage

logger = logging.getLogger(__name__)

#: Returns the words of a message at an instant.
Builder = Callable[[StaffMessage, datetime], str]

_builders: dict[str, Builder] = {}


def register(kind: str, builder: Builder) -> None:
    """Let ``builder`` write the words of the messages of ``kind``. Called once, at the start."""
    _builders[kind] = builder


def tell(kind: str, key: str) -> None:
    """Let staff be told of ``key``, once, in the words that are registered for ``kind``."""
    StaffMessage.objects.get_or_create(kind=kind, key=key)


def send_waiting(*, at: datetime) -> int:
    """Send what is due at ``at``; return the number of messages sent. Safe to run side by side.

    One at a time: after the first that Slack does not take, the run ends, and the others keep
    their tries.
    """
    return outbox.send_due(
        StaffMessage,
        channel=partial(_channel, at=at),
        at=at,
        most=1,
    )


def text(message: StaffMessage, *, at: datetime) -> str:
    """Return the words of ``message`` at ``at``; raises Hopeless when they are no longer true."""
    return _builders[message.kind](message, at)


@contextmanager
def _channel(*, at: datetime) -> Iterator[outbox.Send]:
    yield partial(_send, client=_client(), at=at)


def _client() -> WebhookClient | None:
    if not settings.SLACK_WEBHOOK_URL:
        return None
    return WebhookClient(
        settings.SLACK_WEBHOOK_URL,
        timeout=settings.SLACK_TIMEOUT_SECONDS,
        # Trying again is the affair of the outbox.
        retry_handlers=[],
    )


def _send(message: StaffMessage, *, client: WebhookClient | None, at: datetime) -> str:
    """Send one message; return its words where nobody but the log takes them."""
    words = text(message, at=at)
    if client is None:
        return f": {words}".replace("\n", " ")
    try:
        response = client.send(text=words, unfurl_links=False)
    except Exception as error:
        # Not the words of the error: they may hold the webhook's address, which is a secret.
        raise outbox.Away(type(error).__name__) from error
    if response.status_code != 200:
        raise outbox.Away(f"HTTP {response.status_code}")
    return ""


def admin_url(page: str, *args: object) -> str:
    """Return the whole address of a page of the staff site, by its name after ``admin:``."""
    return settings.SITE_URL + reverse(f"admin:{page}", args=args)


def lines(found: Iterable[str]) -> str:
    """One text of the lines that say something, with Slack's three signs escaped."""
    return "\n".join(html.escape(line, quote=False) for line in found if line)
