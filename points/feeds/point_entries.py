"""``point_entries``: what shops write to the points of members, each row once.

A row becomes the transaction ``feed:<取引番号>:<区分>``. E for a number that came as P makes the
pending points real; what it differs by is the transaction ``feed:<取引番号>:E:rest``. It does not
matter which of the two comes first.
"""

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from points.actions import ledger, open_accounts
from points.models import Transaction
from points.queries import expiry
from todock.feeds.kinds import Check, FeedKind, Mode, Problem, register
from todock.feeds.parsing.problems import count_in_table
from todock.feeds.parsing.rows import (
    Choice,
    Code,
    CodeText,
    DateYMD,
    InstantJST,
    Row,
    Text,
    Whole,
    wrong,
)
from todock.feeds.staging import Staging
from todock.lib.refusals import Refusal

#: Rows of one call of the ledger.
BATCH = 20_000
MOST_POINTS = 9_999_999


class PointsCell(Whole):
    """Points with a sign; none at all are a mistake."""

    def read(self, text: str) -> int:
        """Return the points; raises a rule error for 0."""
        points = super().read(text)
        if points == 0:
            raise wrong(_("0ポイントの行は取り込めません。"))
        return points


class PointEntryRow(Row):
    """ポイント明細."""

    number: Code = Field(alias="取引番号")
    member_number: Annotated[str, CodeText(20)] = Field(alias="組合員番号")
    at: InstantJST = Field(alias="取引日時")
    sort: Annotated[str, Choice({sort: sort for sort in "EPXA"})] = Field(alias="区分")
    points: Annotated[int, PointsCell(-MOST_POINTS, MOST_POINTS)] = Field(alias="ポイント")
    shop: Annotated[str, CodeText(20)] = Field(alias="店舗コード", default="")
    place: Annotated[str, Text(60)] = Field(alias="店舗名", default="")
    basis: Annotated[int, Whole(-99_999_999, 99_999_999)] | None = Field(
        alias="対象額", default=None
    )
    expires_on: DateYMD | None = Field(alias="有効期限", default=None)


#: What a row says, whatever else is known of it: the same number with another body is refused.
#: Cells hold no control characters, so chr(31) keeps them apart.
_BODY = (
    "concat_ws(chr(31), s.sort, s.member_number, extract(epoch FROM s.at)::bigint, s.points, "
    "s.shop, s.place, coalesce(s.basis::text, ''), coalesce(to_char(s.expires_on, 'YYYYMMDD'), ''))"
)
_DAY = "(s.at AT TIME ZONE 'Asia/Tokyo')::date"

#: Rows with all that the database knows of them, ``nth`` by account: what is written to an account
#: lies together then, and its pages are visited once. ``known`` rows change nothing: they stand
#: already, or are pending points that came after the real ones. ``of_id`` is the transaction
#: whose ``pending`` points an E makes real.
_JOINED = """
SELECT row_number() OVER (ORDER BY f.account_id, f.member_id, f.line) AS nth, f.line, f.number,
    f.sort, f.member_number, f.key, f.body, f.at, f.place, f.basis, f.expires_on,
    f.member_id, f.account_id, f.available, f.same_id IS NOT NULL AS again,
    f.same_id IS NOT NULL OR (f.sort = 'P' AND f.pair_id IS NOT NULL) AS known,
    CASE f.sort WHEN 'X' THEN abs(f.points) ELSE f.points END AS points,
    CASE WHEN f.member_id IS NULL THEN 'member'
        WHEN f.same_id IS NOT NULL AND f.same_body <> md5(f.body)::uuid THEN 'body'
        WHEN f.pair_id IS NOT NULL AND f.account_id IS DISTINCT FROM (
            SELECT e.account_id FROM points_entry e
            WHERE e.transaction_id = f.pair_id AND e.account_id IS NOT NULL LIMIT 1
        ) THEN 'pair'
        WHEN f.closed_at IS NOT NULL AND f.same_id IS NULL THEN 'closed'
    END AS fault,
    CASE WHEN f.pending > 0 THEN f.pair_id END AS of_id,
    CASE WHEN f.pending > 0 THEN f.pending END AS pending
FROM (
    SELECT s.line, s.number, s.sort, s.member_number, s.at, s.place, s.points::integer,
        s.basis::integer, {body} AS body,
        CASE WHEN s.sort IN ('E', 'A') THEN coalesce(s.expires_on, {until}) END AS expires_on,
        'feed:' || s.number || ':' || s.sort AS key, m.id AS member_id, a.id AS account_id,
        a.available, a.closed_at, same.id AS same_id, same.body AS same_body, pair.id AS pair_id,
        CASE WHEN s.sort = 'E' AND pair.id IS NOT NULL THEN (
            SELECT l."left" FROM points_lot l WHERE l.transaction_id = pair.id AND l.pending
        ) END AS pending
    FROM {staging} s
    LEFT JOIN members_member m ON m.member_number = s.member_number
    LEFT JOIN points_account a ON a.member_id = m.id
    LEFT JOIN points_transaction same ON same.key = 'feed:' || s.number || ':' || s.sort
    LEFT JOIN points_transaction pair ON pair.key = 'feed:' || s.number
        || CASE s.sort WHEN 'E' THEN ':P' WHEN 'P' THEN ':E' END
) f
"""

#: Rows that take, of members who would then have less than nothing.
_OVERDRAWN = """
SELECT f.line, f.points, o.available, -(o.available + o.change) AS lacking
FROM {rows} f JOIN (
    SELECT r.member_id, coalesce(max(r.available), 0) AS available,
        sum(CASE r.sort WHEN 'P' THEN 0 WHEN 'X' THEN -r.points ELSE r.points END) AS change
    FROM {rows} r
    WHERE r.member_id IN (SELECT member_id FROM {rows} t WHERE {taking_t}) AND {good_r}
    GROUP BY r.member_id
) o ON o.member_id = f.member_id AND o.available + o.change < 0
WHERE {taking_f} AND {good_f} ORDER BY f.line
"""

#: What an E that settles pending points brings: the confirmation, and what it differs by.
_SETTLING = """
CROSS JOIN LATERAL (VALUES
    (f.key, f.body, f.pending, f.of_id, 'confirm'),
    (f.key || ':rest', f.body || chr(31) || 'rest', f.points - f.pending, NULL, 'earn')
) p (key, body, points, of_id, kind)
"""
_KIND = """
CASE f.sort WHEN 'P' THEN 'earn_pending' WHEN 'E' THEN 'earn' WHEN 'X' THEN 'expire'
    ELSE 'adjust' END
"""


class Turn(NamedTuple):
    """Postings that are written together: of which rows, and which of those that settle."""

    rows: str
    settling: str = ""


_PENDING = Turn("f.sort = 'P'")
_GIVING = [
    Turn("f.sort IN ('E', 'A') AND f.points > 0 AND f.of_id IS NULL"),
    Turn("f.of_id IS NOT NULL", settling="p.points > 0"),
]
_TAKING = [
    Turn("(f.sort = 'X' OR f.points < 0) AND f.of_id IS NULL"),
    Turn("f.points < f.pending", settling="p.points < 0"),
]

_FAULTS = {
    "member": ("組合員番号", "member_number", gettext_lazy("登録のない組合員番号です。")),
    "body": (
        "取引番号",
        "number",
        gettext_lazy("同じ取引番号と区分で、ちがう内容がすでに記帳されています。"),
    ),
    "pair": (
        "組合員番号",
        "member_number",
        gettext_lazy("同じ取引番号の付与予定と付与で、組合員番号が違います。"),
    ),
    "closed": (
        "組合員番号",
        "member_number",
        gettext_lazy("脱退により終了した口座です。ポイントは動かせません。"),
    ),
}


class Overtaken(OperationalError):
    """Between the checks and the posting somebody used the points, or the account ended.

    The engine tries the file again, and the checks then find the row.
    """


def check(staging: Staging) -> Iterable[Problem]:
    """Join what the database knows of the rows (``apply`` goes on from there); tell what is wrong.

    Only then is it asked who takes more than is there: rows that stay out bring no points either.
    """
    rows, ids = _tables(staging)
    staging.execute(f"DROP TABLE IF EXISTS {rows}, {ids}")
    joined = _JOINED.replace("{until}", expiry.expires_on_sql(_DAY)).replace("{body}", _BODY)
    staging.execute(f"CREATE TEMPORARY TABLE {rows} ON COMMIT DROP AS {joined}")
    staging.execute(f"CREATE TEMPORARY TABLE {ids} (ids bigint[]) ON COMMIT DROP")
    staging.execute(f"CREATE INDEX ON {rows} (nth)")
    staging.execute(f"ANALYZE {rows}")
    _mark_pairs_of_two_members(staging, rows)
    for name, (column, field, text) in _FAULTS.items():
        found = staging.stream(
            f"SELECT line, {field} FROM {rows} WHERE fault = %s ORDER BY line", [name]
        )
        for line, value in found:
            yield Problem(line, column, value, str(text))
    yield from _overdrawn(staging, rows)


def _mark_pairs_of_two_members(staging: Staging, rows: str) -> None:
    staging.execute(
        f"UPDATE {rows} f SET fault = 'pair' FROM {rows} o WHERE o.number = f.number "
        "AND ((f.sort = 'P' AND o.sort = 'E') OR (f.sort = 'E' AND o.sort = 'P')) "
        "AND o.member_number <> f.member_number AND f.fault IS NULL"
    )


def _overdrawn(staging: Staging, rows: str) -> Iterable[Problem]:
    good = (
        "NOT {0}.known AND {0}.fault IS NULL AND NOT EXISTS (SELECT FROM "
        f"{staging.problems_table} b WHERE b.line = {{0}}.line AND NOT b.warning)"
    )
    taking = "({0}.sort = 'X' OR {0}.points < 0)"
    sql = _OVERDRAWN.format(
        rows=rows,
        taking_t=taking.format("t"),
        taking_f=taking.format("f"),
        good_r=good.format("r"),
        good_f=good.format("f"),
    )
    text = _(
        "ポイントが足りません。いま使えるのは%(available)dポイントで、"
        "このファイルで増える分を入れても%(lacking)dポイント不足します。"
    )
    for line, points, available, lacking in staging.stream(sql):
        numbers = {"available": available, "lacking": lacking}
        yield Problem(line, "ポイント", str(points), text % numbers)


def apply(staging: Staging) -> dict[str, int]:
    """Post the rows: pending ones, those that give, those that take; then the balances.

    The accounts are locked from the rows that take to the end.
    """
    rows, ids = _tables(staging)
    if count_in_table(staging)[0]:
        staging.execute(
            f"DELETE FROM {rows} f "
            "WHERE NOT EXISTS (SELECT FROM {staging} s WHERE s.line = f.line)"
        )
    _open_accounts(staging, rows)
    try:
        # Pending points first: an E of the same file finds them.
        written = _write(staging, _PENDING)
        _find_pending_of_this_file(staging, rows)
        written += sum(_write(staging, turn) for turn in _GIVING)
        ledger.lock_accounts(f"SELECT account_id FROM {rows} WHERE NOT known")
        written += sum(_write(staging, turn) for turn in _TAKING)
        ledger.add_up(ids)
    except Refusal as refusal:
        raise Overtaken(type(refusal).__name__) from refusal
    again, late = staging.fetch(
        "SELECT count(*) FILTER (WHERE again), count(*) FILTER (WHERE known AND NOT again) "
        f"FROM {rows}"
    )[0]
    result = {_("記帳した取引"): written, _("すでに取込済み"): again}
    if late:
        result[_("付与が先に届いていた付与予定")] = late
    return result


def _tables(staging: Staging) -> tuple[str, str]:
    """Return the names of the joined rows, and of the ids of new transactions."""
    return f"points_feed_{staging.file.pk}", f"points_feed_ids_{staging.file.pk}"


def _open_accounts(staging: Staging, rows: str) -> None:
    opened = open_accounts(f"SELECT member_id FROM {rows} WHERE account_id IS NULL AND NOT known")
    if opened:
        staging.execute(
            f"UPDATE {rows} f SET account_id = a.id FROM points_account a "
            "WHERE a.member_id = f.member_id AND f.account_id IS NULL"
        )


def _find_pending_of_this_file(staging: Staging, rows: str) -> None:
    staging.execute(
        f"UPDATE {rows} f SET of_id = t.id, pending = p.points "
        f"FROM {rows} p JOIN points_transaction t ON t.key = p.key "
        "WHERE p.number = f.number AND p.sort = 'P' AND NOT p.known "
        "AND f.sort = 'E' AND NOT f.known AND f.of_id IS NULL"
    )


def _write(staging: Staging, turn: Turn) -> int:
    """Write the postings of a turn, batch by batch; return how many are new."""
    rows, ids = _tables(staging)
    source = f"FROM {rows} f {_SETTLING if turn.settling else ''} WHERE NOT f.known AND {turn.rows}"
    if turn.settling:
        source += f" AND {turn.settling}"
        columns = {name: f"p.{name}" for name in ("key", "body", "kind", "points", "of_id")}
    else:
        columns = {"key": "f.key", "body": "f.body", "kind": _KIND, "points": "f.points"}
    written = 0
    for first, last in _batches(staging, turn):
        written += ledger.write_selected(
            ids,
            f"{source} AND f.nth BETWEEN %s AND %s",
            [first, last],
            source=f"'{Transaction.Source.SHOP}'",
            account_id="f.account_id",
            at="f.at",
            place="f.place",
            basis="f.basis",
            expires_on="f.expires_on",
            **columns,
        )
    return written


def _batches(staging: Staging, turn: Turn) -> list[tuple[int, int]]:
    """Return the first and the last row of each batch of those that have such postings."""
    rows = _tables(staging)[0]
    return staging.fetch(
        "SELECT min(nth), max(nth) FROM (SELECT f.nth, "
        f"(row_number() OVER (ORDER BY f.nth) - 1) / {BATCH} AS batch "
        f"FROM {rows} f WHERE NOT f.known AND {turn.rows}) n GROUP BY batch ORDER BY batch"
    )


POINT_ENTRIES = register(
    FeedKind(
        name="point_entries",
        label=gettext_lazy("ポイント明細"),
        row=PointEntryRow,
        order=100,
        mode=Mode.ROWS,
        key=("number", "sort"),
        # Rows that do not depend on each other: no file replaces another.
        ordered=False,
        checks=[
            Check(
                "ポイント",
                gettext_lazy("付与予定（区分P）のポイントはマイナスにできません。"),
                "s.sort = 'P' AND s.points < 0",
            ),
        ],
        check=check,
        apply=apply,
    )
)
