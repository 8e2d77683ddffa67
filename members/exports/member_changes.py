"""``member_changes_<YYYYMMDD>_<seq3>``: what was changed here, on its way to the master.

A batch gets its name first, under a lock, and is then written from the rows of that name. A run
that dies in between is taken up by the next one, with the same bytes. Leaving out what is
replaced before it went out, a value goes out once.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, F, QuerySet, Value, When

from members import access
from members.actions.registration import FIELDS
from members.models import AccessLog, MemberChange
from todock.feeds.exporting import write_export
from todock.feeds.models import FeedFile
from todock.lib import clock

KIND = "member_changes"
COLUMNS = ["組合員番号", "項目", "変更後", "受付日時"]
#: An unfinished batch is looked for this far back: longer than any outage.
LOOK_BACK = timedelta(days=60)
#: Key of the advisory lock: one assignment of names at a time ("memchan" in ASCII).
_LOCK = 0x6D656D6368616E
_AT_A_TIME = 2_000
_NOT_FED = [name for name, field in FIELDS.items() if field.column and not field.fed]
Outcome = MemberChange.Outcome


def write_member_changes(*, at: datetime) -> list[FeedFile]:
    """Write what waits at ``at``, and what an earlier run left unfinished; safe to run twice.

    No file is written when nothing waits. Fields that the ``members`` feed does not bring back
    are settled by going out. Every file is entered into the log of what was let out.
    """
    files = [_write(name) for name in _unfinished(at)]
    if name := _assign(at):
        files.append(_write(name))
    return files


def _assign(at: datetime) -> str:
    """Give the open changes the next name of the day; '' when there are none."""
    with transaction.atomic():
        _take_turn()
        day = f"{KIND}_{clock.japan_date(at):%Y%m%d}_"
        last = _named_from(day).filter(export_name__startswith=day).order_by("export_name").last()
        number = int(last.export_name.removeprefix(day)) + 1 if last else 1
        name = f"{day}{number:03}"
        waiting = MemberChange.objects.filter(outcome=Outcome.OPEN, export_name="")
        found = waiting.update(
            export_name=name,
            exported_at=at,
            outcome=Case(
                When(field__in=_NOT_FED, then=Value(Outcome.CONFIRMED)), default=F("outcome")
            ),
            settled_at=Case(When(field__in=_NOT_FED, then=Value(at)), default=F("settled_at")),
        )
    return name if found else ""


def _unfinished(at: datetime) -> list[str]:
    since = f"{KIND}_{clock.japan_date(at - LOOK_BACK):%Y%m%d}_"
    written = AccessLog.objects.filter(
        act=AccessLog.Act.EXPORT, subject=AccessLog.Subject.MEMBER, key__gte=since
    )
    names = _named_from(since).values_list("export_name", flat=True).distinct()
    return sorted(set(names) - set(written.values_list("key", flat=True)))


def _named_from(name: str) -> QuerySet:
    return MemberChange.objects.filter(export_name__gte=name)


def _write(name: str) -> FeedFile:
    file = write_export(kind=KIND, name=name, columns=COLUMNS, rows=_rows(name))
    access.log(
        by=None,
        act=AccessLog.Act.EXPORT,
        subject=AccessLog.Subject.MEMBER,
        key=name,
        at=clock.now(),
    )
    return file


def _rows(name: str) -> Iterator[list[object]]:
    rows = MemberChange.objects.filter(export_name=name).order_by("at", "pk")
    values = rows.values_list("member__member_number", "field", "new_value", "at")
    for member_number, field, value, at in values.iterator(chunk_size=_AT_A_TIME):
        yield [member_number, FIELDS[field].column, value, f"{clock.japan(at):%Y-%m-%d %H:%M}"]


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
