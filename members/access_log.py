"""Who looked at personal data of others, or let it out: one row each, for good."""

from collections.abc import Iterable
from datetime import datetime

from members.models import AccessLog, User
from todock.feeds.models import FeedFile

#: Length of the column.
KEY = 120
#: Kinds of incoming files whose rows are about people, and about what of them.
_SUBJECTS = {
    "members": AccessLog.Subject.MEMBER,
    "limits": AccessLog.Subject.MEMBER,
    "application_results": AccessLog.Subject.APPLICATION,
    "point_entries": AccessLog.Subject.POINTS,
    "sales": AccessLog.Subject.POINTS,
}


def log(
    *,
    by: User | None,
    act: AccessLog.Act,
    subject: AccessLog.Subject,
    at: datetime,
    key: str = "",
) -> None:
    """Write down that ``by`` (None: a job of ours) did ``act`` to the data of ``subject``.

    ``key`` names what it was, and never a person: the number of an application, the name of a
    file, the id of a row, the conditions of a list.
    """
    log_each(by=by, act=act, subject=subject, at=at, keys=[key])


def log_each(
    *,
    by: User | None,
    act: AccessLog.Act,
    subject: AccessLog.Subject,
    at: datetime,
    keys: Iterable[str],
) -> None:
    """Write down the same of several, a row for each of ``keys``."""
    AccessLog.objects.bulk_create(
        AccessLog(by=by, act=act, subject=subject, at=at, key=key[:KEY]) for key in keys
    )


def log_handed_out(*, file: FeedFile, by: User, at: datetime) -> None:
    """Write down that the bad rows of ``file`` were handed out, where they are about people."""
    _log_rows(AccessLog.Act.EXPORT, [file], by=by, at=at)


def log_shown(*, files: Iterable[FeedFile], by: User, at: datetime) -> None:
    """Write down that cells of rows of ``files`` were shown, where they are about people."""
    _log_rows(AccessLog.Act.LOOK, files, by=by, at=at)


def _log_rows(act: AccessLog.Act, files: Iterable[FeedFile], *, by: User, at: datetime) -> None:
    incoming = [file for file in files if file.direction == FeedFile.Direction.IN]
    for file in incoming:
        if subject := _SUBJECTS.get(file.kind):
            log(by=by, act=act, subject=subject, key=file.name, at=at)
