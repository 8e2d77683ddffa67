"""``member_changes_<YYYYMMDD>_<seq3>``: what was changed here, on its way to the master.

What is replaced before it went out is left out: of a field the last value goes out.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Case, F, Value, When

from members.feeds import batches
from members.models import AccessLog, MemberChange
from members.registration.actions.changes import FIELDS
from todock.feeds.models import FeedFile
from todock.lib import clock

KIND = "member_changes"
COLUMNS = ["組合員番号", "項目", "変更後", "受付日時"]
_AT_A_TIME = 2_000
_NOT_FED = [name for name, field in FIELDS.items() if field.column and not field.fed]
Outcome = MemberChange.Outcome


def write_member_changes(*, at: datetime) -> list[FeedFile]:
    """Write what was changed up to ``at``, as members.feeds.batches says.

    Fields that the ``members`` feed does not bring back are settled by going out.
    """
    return batches.write_waiting(BATCHES, at=at)


def _take(name: str, at: datetime) -> int:
    waiting = MemberChange.objects.filter(outcome=Outcome.OPEN, export_name="")
    return waiting.update(
        export_name=name,
        exported_at=at,
        outcome=Case(When(field__in=_NOT_FED, then=Value(Outcome.CONFIRMED)), default=F("outcome")),
        settled_at=Case(When(field__in=_NOT_FED, then=Value(at)), default=F("settled_at")),
    )


def _rows(name: str) -> Iterator[list[object]]:
    rows = MemberChange.objects.filter(export_name=name).order_by("at", "pk")
    values = rows.values_list("member__member_number", "field", "new_value", "at")
    for member_number, field, value, at in values.iterator(chunk_size=_AT_A_TIME):
        yield [member_number, FIELDS[field].column, value, f"{clock.japan(at):%Y-%m-%d %H:%M}"]


BATCHES = batches.Kind(
    name=KIND,
    subject=AccessLog.Subject.MEMBER,
    model=MemberChange,
    columns=COLUMNS,
    take=_take,
    rows_of=_rows,
)
