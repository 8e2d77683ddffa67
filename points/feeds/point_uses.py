"""``point_uses_<YYYYMMDD>_<seq3>``: what was done with points here, for the other systems."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from members.feeds import batches
from members.models import AccessLog
from points.models import PointUse, Transaction
from todock.feeds.models import FeedFile
from todock.lib import clock

KIND = "point_uses"
COLUMNS = ["取引番号", "組合員番号", "日時", "区分", "ポイント", "注文"]
#: Codes of the file.
SORTS = {
    Transaction.Kind.SPEND: 1,
    Transaction.Kind.GIVE_BACK: 2,
    Transaction.Kind.DONATE: 3,
    Transaction.Kind.EXCHANGE: 4,
    Transaction.Kind.EXPIRE: 5,
    Transaction.Kind.ADJUST: 6,
    Transaction.Kind.TRANSFER: 7,
    Transaction.Kind.REFUND: 8,
}
_ORDER = "order:"
_AT_A_TIME = 2_000


def write_point_uses(*, at: datetime) -> list[FeedFile]:
    """Write the uses that wait at ``at``, as members.feeds.batches says."""
    return batches.write_waiting(BATCHES, at=at)


def _take(name: str, at: datetime) -> int:
    # After a night of expiry these are more than a page's time allows.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    return PointUse.objects.filter(export_name="").update(export_name=name)


def _rows(name: str) -> Iterator[list[object]]:
    uses = PointUse.objects.filter(export_name=name).order_by("pk")
    values = uses.values_list(
        "transaction__key",
        "account__member__member_number",
        "transaction__at",
        "transaction__kind",
        "points",
        "transaction__subject",
    )
    for key, member_number, at, kind, points, subject in values.iterator(chunk_size=_AT_A_TIME):
        order = subject.removeprefix(_ORDER) if subject.startswith(_ORDER) else ""
        when = f"{clock.japan(at):%Y-%m-%d %H:%M}"
        yield [key, member_number, when, SORTS[kind], points, order]


BATCHES = batches.Kind(
    name=KIND,
    subject=AccessLog.Subject.POINTS,
    model=PointUse,
    columns=COLUMNS,
    take=_take,
    rows_of=_rows,
)
