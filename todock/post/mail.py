"""Mail from the outbox (see todock.post.outbox): texts by kind, and the way to the mail server.

A mail that is sent a second time has the same Message-ID, by which mail programs know it for the
same. While the mail server is down nothing is claimed and no try is spent.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models import Model
from django.utils.crypto import salted_hmac

from todock.lib import clock
from todock.post import outbox
from todock.post.models import OutgoingMail

#: Returns subject and text. Where the mail goes is not its affair.
Builder = Callable[[OutgoingMail], tuple[str, str]]

NO_ADDRESS = "no address"
ERASED = "the recipient is erased"

_builders: dict[str, Builder] = {}


def register(kind: str, builder: Builder) -> None:
    """Let ``builder`` write the mails of ``kind``. Called once, when an app is ready."""
    _builders[kind] = builder


def write(
    kind: str, *, to: Model, key: str, due_at: datetime | None = None, address: str = ""
) -> OutgoingMail:
    """Put a mail of ``kind`` to ``to`` into the outbox; it is due now, or at ``due_at``.

    ``address`` is where it goes instead of the recipient's own address. Raises IntegrityError for
    a second mail of the same kind and key.
    """
    when = {} if due_at is None else {"due_at": due_at}
    return OutgoingMail.objects.create(recipient=to, kind=kind, key=key, address=address, **when)


def write_each(kind: str, keys: Iterable[tuple[Model, str]]) -> None:
    """Put a mail of ``kind`` into the outbox for each recipient and key, in one statement."""
    OutgoingMail.objects.bulk_create(
        OutgoingMail(recipient=to, kind=kind, key=key) for to, key in keys
    )


def erase(to: type[Model], ids: Collection[int]) -> None:
    """Take every mail to these rows of ``to`` out of the outbox, sent or not."""
    OutgoingMail.objects.filter(
        recipient_type=ContentType.objects.get_for_model(to), recipient_id__in=ids
    ).delete()


_WRITE = """
INSERT INTO post_outgoingmail (recipient_type_id, recipient_id, kind, key, attempts, problem)
SELECT %(mail_to)s, selected.recipient_id, %(mail_kind)s, selected.key, 0, ''
FROM ({rows}) selected (recipient_id, key)
ON CONFLICT (recipient_type_id, recipient_id, kind, key) DO NOTHING
"""


def write_selected(kind: str, *, to: type[Model], rows: str, values: Mapping[str, object]) -> int:
    """Write a mail of ``kind`` for each row that a SELECT finds, in one statement.

    ``rows`` is SQL of the caller's own making, of two columns: the id of a row of ``to`` and the
    key as text; ``values`` are its parameters by name. Who has the mail of the key gets no second
    one. Returns how many were written.
    """
    ours = {"mail_to": ContentType.objects.get_for_model(to).pk, "mail_kind": kind}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE.format(rows=rows), {**values, **ours})
        return cursor.rowcount


def send_waiting(*, at: datetime) -> int:
    """Send what is due at ``at``; return the number of mails sent. Safe to run side by side."""
    return outbox.send_due(
        OutgoingMail,
        channel=_channel,
        at=at,
        emptied={"address": ""},
    )


def message_id(mail: OutgoingMail) -> str:
    """The same for the same recipient, kind and key, however often it is sent."""
    what = f"{mail.recipient_type.model}:{mail.recipient_id}:{mail.kind}:{mail.key}"
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{salted_hmac('todock.post.mail', what).hexdigest()}@{host}>"


@contextmanager
def _channel() -> Iterator[outbox.Send]:
    server = get_connection()
    # A file backend opens a file, which would stay empty, and needs no asking.
    if not hasattr(server, "file_path"):
        try:
            server.open()
        except OSError as error:
            raise outbox.Away(type(error).__name__) from error
    try:
        yield partial(_send, server=server)
    finally:
        server.close()


def _send(mail: OutgoingMail, server: BaseEmailBackend) -> str:
    """Send one mail; return the name of its file where mails are files, for the log."""
    if mail.recipient is None or getattr(mail.recipient, "erased_at", None):
        raise outbox.Hopeless(ERASED, alarming=False)
    if not mail.goes_to:
        # Many members have no address, and nobody can mend that.
        raise outbox.Hopeless(NO_ADDRESS, alarming=False)
    message = _message(mail)
    if hasattr(server, "file_path"):
        # A file for each mail, named in the log; the backend's own names may meet within a second.
        server = get_connection()
        name = f"{clock.japan(clock.now()):%Y%m%d-%H%M%S}-{mail.pk}.log"
        server._fname = str(Path(server.file_path) / name)
    message.connection = server
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        server.close()
        if all(code >= 500 for code, _answer in error.recipients.values()):
            raise outbox.Hopeless(type(error).__name__) from error
        raise
    except Exception:
        # The next mail gets a connection of its own.
        server.close()
        raise
    return _file_name(server)


def _message(mail: OutgoingMail) -> EmailMessage:
    subject, body = _builders[mail.kind](mail)
    headers = {"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, to=[mail.goes_to], headers=headers)


def _file_name(server: BaseEmailBackend) -> str:
    name = getattr(server, "_fname", None)
    return f": {Path(name).name}" if name else ""
