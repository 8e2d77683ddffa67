"""Mail from the outbox (see members.outbox): texts by kind, and the way to the mail server.

A mail that is sent a second time has the same Message-ID, by which mail programs know it for the
same. While the mail server is down nothing is claimed and no try is spent.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.crypto import salted_hmac

from members import outbox
from members.models import OutgoingMail
from todock.lib import clock

#: Returns subject and text. Where the mail goes is not its affair.
Builder = Callable[[OutgoingMail], tuple[str, str]]

NO_ADDRESS = "no address"
ERASED = "the application is erased"

_builders: dict[str, Builder] = {}


def register(kind: str, builder: Builder) -> None:
    """Let ``builder`` write the mails of ``kind``. Called once, when an app is ready."""
    _builders[kind] = builder


def send_waiting(*, at: datetime) -> int:
    """Send what is due at ``at``; return the number of mails sent. Safe to run side by side."""
    return outbox.send_due(
        OutgoingMail,
        channel=_channel,
        at=at,
        related=["member", "application"],
        emptied={"address": ""},
    )


def message_id(mail: OutgoingMail) -> str:
    """The same for the same member, kind and key, however often it is sent."""
    to = mail.member_id or f"a{mail.application_id}"
    what = f"{to}:{mail.kind}:{mail.key}"
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{salted_hmac('members.mail', what).hexdigest()}@{host}>"


@contextmanager
def _channel() -> Iterator[outbox.Send]:
    connection = get_connection()
    # A file backend opens a file, which would stay empty, and needs no asking.
    if not hasattr(connection, "file_path"):
        try:
            connection.open()
        except OSError as error:
            raise outbox.Away(type(error).__name__) from error
    try:
        yield partial(_send, connection=connection)
    finally:
        connection.close()


def _send(mail: OutgoingMail, connection: BaseEmailBackend) -> str:
    """Send one mail; return the name of its file where mails are files, for the log."""
    if mail.application and mail.application.erased_at:
        raise outbox.Hopeless(ERASED, alarming=False)
    if not mail.recipient:
        # Many members have no address, and nobody can mend that.
        raise outbox.Hopeless(NO_ADDRESS, alarming=False)
    message = _message(mail)
    if hasattr(connection, "file_path"):
        # A file for each mail, named in the log; the backend's own names may meet within a second.
        connection = get_connection()
        name = f"{clock.japan(clock.now()):%Y%m%d-%H%M%S}-{mail.pk}.log"
        connection._fname = str(Path(connection.file_path) / name)
    message.connection = connection
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        connection.close()
        if all(code >= 500 for code, _answer in error.recipients.values()):
            raise outbox.Hopeless(type(error).__name__) from error
        raise
    except Exception:
        # The next mail gets a connection of its own.
        connection.close()
        raise
    return _file_name(connection)


def _message(mail: OutgoingMail) -> EmailMessage:
    subject, body = _builders[mail.kind](mail)
    headers = {"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, to=[mail.recipient], headers=headers)


def _file_name(connection: BaseEmailBackend) -> str:
    name = getattr(connection, "_fname", None)
    return f": {Path(name).name}" if name else ""
