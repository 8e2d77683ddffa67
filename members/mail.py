"""Mail from the outbox: written with the change it speaks of, sent after it.

Each row is claimed before it is sent, by moving its ``due_at`` ahead: no other worker takes it,
and a worker that dies gives it back by itself. A mail that was sent is marked at once, so a
retry never sends twice, with one exception: a worker that dies between the server's yes and the
mark. Losing a confirmation would be worse than that, so it is sent again, under the same
Message-ID, by which mail programs know it for the same.

While the mail server is down nothing is claimed and no try is spent. Rows wait in the database,
so they outlive the broker too.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from members.models import OutgoingMail

logger = logging.getLogger(__name__)

#: Returns subject and text. Where the mail goes is not its affair.
Builder = Callable[[OutgoingMail], tuple[str, str]]

#: Tries, first to last about 17 hours apart.
MOST_ATTEMPTS = 10
#: Rows claimed at a time.
BATCH = 20
#: How long a claim lasts, if the worker dies. Longer than a batch can take.
CLAIM = timedelta(minutes=30)
#: Seconds after which one run ends; the next begins within a minute.
RUN_SECONDS = 300
NO_ADDRESS = "no address"

_builders: dict[str, Builder] = {}


def register(kind: str, builder: Builder) -> None:
    """Let ``builder`` write the mails of ``kind``. Called once, when an app is ready."""
    _builders[kind] = builder


def send_waiting(*, at: datetime) -> int:
    """Send what is due at ``at``; return the number of mails sent.

    Safe to run twice and side by side. Logs id and kind, never an address or a text.
    """
    ends = time.monotonic() + RUN_SECONDS
    sent = 0
    while (
        time.monotonic() < ends and OutgoingMail.objects.waiting().filter(due_at__lte=at).exists()
    ):
        connection = _open_connection()
        if connection is None:
            break
        try:
            for mail in claim(at=at):
                sent += _send(mail, connection, at)
        finally:
            connection.close()
    return sent


def claim(*, at: datetime, most: int = BATCH) -> list[OutgoingMail]:
    """Take up to ``most`` due mails, so that nobody else does for the length of CLAIM."""
    with transaction.atomic():
        due = OutgoingMail.objects.waiting().filter(due_at__lte=at).order_by("due_at", "pk")
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])
        OutgoingMail.objects.filter(pk__in=ids).update(
            attempts=F("attempts") + 1, due_at=at + CLAIM
        )
    claimed = OutgoingMail.objects.filter(pk__in=ids).select_related("member", "application")
    return list(claimed.order_by("pk"))


def message_id(mail: OutgoingMail) -> str:
    """The same for the same member, kind and key, however often it is sent."""
    to = mail.member_id or f"a{mail.application_id}"
    what = f"{to}:{mail.kind}:{mail.key}"
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{salted_hmac('members.mail', what).hexdigest()}@{host}>"


def _open_connection() -> BaseEmailBackend | None:
    connection = get_connection()
    # A file backend opens a file, which would stay empty, and needs no asking.
    if hasattr(connection, "file_path"):
        return connection
    try:
        connection.open()
    except OSError as error:
        logger.warning("The mail server does not answer (%s); mails wait.", type(error).__name__)
        return None
    return connection


def _send(mail: OutgoingMail, connection: BaseEmailBackend, at: datetime) -> bool:
    if not mail.recipient:
        _give_up(mail, NO_ADDRESS, at)
        return False
    if mail.attempts > MOST_ATTEMPTS:
        _give_up(mail, "the worker died at every try", at)
        return False
    try:
        message = _message(mail)
        if hasattr(connection, "file_path"):
            # A file for each mail, named in the log.
            connection = get_connection()
        message.connection = connection
        message.send()
    except Exception as error:
        # Whatever one mail stumbles over, the others go on, on a connection of their own.
        connection.close()
        _failed(mail, error, at)
        return False
    OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=at, problem="")
    logger.info("Mail %s %s is sent%s.", mail.pk, mail.kind, _file_name(connection))
    return True


def _message(mail: OutgoingMail) -> EmailMessage:
    subject, body = _builders[mail.kind](mail)
    headers = {"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, to=[mail.recipient], headers=headers)


def _failed(mail: OutgoingMail, error: Exception, at: datetime) -> None:
    """Try again later: after 1, 2, 4 ... minutes; give up after the last try."""
    # Not the words of the error: a mail server repeats the address in them.
    problem = type(error).__name__
    refused = isinstance(error, SMTPRecipientsRefused) and all(
        code >= 500 for code, _answer in error.recipients.values()
    )
    if refused or mail.attempts >= MOST_ATTEMPTS:
        _give_up(mail, problem, at)
        return
    due_at = at + timedelta(minutes=2 ** (mail.attempts - 1))
    OutgoingMail.objects.filter(pk=mail.pk).update(due_at=due_at, problem=problem)
    logger.warning("Mail %s %s is not sent (%s); it waits.", mail.pk, mail.kind, problem)


def _give_up(mail: OutgoingMail, problem: str, at: datetime) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(given_up_at=at, problem=problem)
    # Many members have no address, and nobody can mend that.
    level = logging.INFO if problem == NO_ADDRESS else logging.ERROR
    logger.log(level, "Mail %s %s is given up: %s.", mail.pk, mail.kind, problem)


def _file_name(connection: BaseEmailBackend) -> str:
    name = getattr(connection, "_fname", None)
    return f": {Path(name).name}" if name else ""
