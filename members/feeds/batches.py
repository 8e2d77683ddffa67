"""Files about people that leave by the hour: a batch is named first, and written from its name.

Under a lock everything that waits gets the next name of the day; the file is then written from the
rows of that name. A run that dies in between is taken up by the next one, with the same bytes.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, models, transaction
from django.db.models import Max

from members import access_log
from members.models import AccessLog
from todock.feeds.exporting import AlreadyWritten, write_export
from todock.feeds.models import FeedFile
from todock.lib import clock

#: An unfinished batch is looked for this far back: longer than any outage.
LOOK_BACK = timedelta(days=60)
#: Key of the advisory lock: one name given, or one file noted, at a time ("batches" in ASCII).
_LOCK = 0x62617463686573


class Kind(NamedTuple):
    """A kind of such files. Rows of ``model`` keep in ``export_name`` in which one they went out.

    ``take`` gives what waits at an instant a name, and returns how many rows that were;
    ``rows_of`` returns the cells of a batch, in the order of ``columns``.
    """

    name: str
    subject: AccessLog.Subject
    model: type[models.Model]
    columns: Sequence[str]
    take: Callable[[str, datetime], int]
    rows_of: Callable[[str], Iterable[Sequence[object]]]


def write_waiting(kind: Kind, *, at: datetime) -> list[FeedFile]:
    """Write what an earlier run left unfinished, then what waits at ``at``; by name.

    No file is written when nothing waits. Safe to run twice and side by side. Every file is
    entered into the log of what was let out.
    """
    names = _unfinished(kind, at)
    if name := assign(kind, at=at):
        names.append(name)
    files = []
    for name in names:
        files.append(_write(kind, name))
        _note(kind, name)
    return files


def assign(kind: Kind, *, at: datetime) -> str:
    """Give what waits the next name of the day, and return it; '' when nothing waits."""
    with transaction.atomic():
        _take_turn()
        day = f"{kind.name}_{clock.japan_date(at):%Y%m%d}_"
        today = _named_from(kind, day).filter(export_name__startswith=day)
        last = today.aggregate(last=Max("export_name"))["last"] or f"{day}000"
        name = f"{day}{int(last.removeprefix(day)) + 1:03}"
        return name if kind.take(name, at) else ""


def _unfinished(kind: Kind, at: datetime) -> list[str]:
    """The names whose files were not noted as let out.

    That is noted last. A FeedFile is there before its data lies in the outbox, and tells nothing.
    """
    since = f"{kind.name}_{clock.japan_date(at - LOOK_BACK):%Y%m%d}_"
    names = _named_from(kind, since).order_by().values_list("export_name", flat=True).distinct()
    let_out = _let_out(kind).filter(key__gte=since)
    return sorted(set(names) - set(let_out.values_list("key", flat=True)))


def _named_from(kind: Kind, name: str) -> models.QuerySet:
    return kind.model.objects.filter(export_name__gte=name)


def _let_out(kind: Kind) -> models.QuerySet:
    return AccessLog.objects.filter(act=AccessLog.Act.EXPORT, subject=kind.subject)


def _write(kind: Kind, name: str) -> FeedFile:
    rows = kind.rows_of(name)
    try:
        return write_export(
            kind=kind.name, name=name, columns=kind.columns, rows=rows, personal=True
        )
    except AlreadyWritten:
        # It went out, and was answered, before the run died that had to write it down.
        out = FeedFile.Direction.OUT
        return FeedFile.objects.get(kind=kind.name, name=f"{name}.csv", direction=out)


def _note(kind: Kind, name: str) -> None:
    """Enter the file into the log of what was let out, once."""
    with transaction.atomic():
        _take_turn()
        if not _let_out(kind).filter(key=name).exists():
            act, now = AccessLog.Act.EXPORT, clock.now()
            access_log.log(by=None, act=act, subject=kind.subject, key=name, at=now)


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
