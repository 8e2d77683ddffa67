"""``point_entries``: what shops write to the points of members, each row once.

A row becomes the transaction ``feed:<取引番号>:<区分>``. E for a number that came as P makes the
pending points real; what it differs by is the transaction ``feed:<取引番号>:E:rest``. It does not
matter which of the two comes first.
"""

from collections.abc import Iterable
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.feeds import postings
from points.queries import expiry
from todock.feeds.kinds import Check, FeedKind, Mode, Problem, register
from todock.feeds.parsing.cells import (
    Choice,
    Code,
    CodeText,
    DateYMD,
    InstantJST,
    Text,
    Whole,
    Wrong,
)
from todock.feeds.parsing.problems import count_in_table
from todock.feeds.parsing.rows import Row, column
from todock.feeds.staging import Staging

MOST_POINTS = 9_999_999


class PointsCell(Whole):
    """Points with a sign; none at all are a mistake."""

    def read(self, text: str) -> int:
        """Return the points; raises a rule error for 0."""
        points = super().read(text)
        if points == 0:
            raise Wrong(_("0ポイントの行は取り込めません。"))
        return points


class PointEntryRow(Row):
    """ポイント明細."""

    number: Code = column("取引番号")
    member_number: Annotated[str, CodeText(20)] = column("組合員番号")
    at: InstantJST = column("取引日時")
    sort: Annotated[str, Choice({sort: sort for sort in "EPXA"})] = column("区分")
    points: Annotated[int, PointsCell(-MOST_POINTS, MOST_POINTS)] = column("ポイント")
    shop: Annotated[str, CodeText(20)] = column("店舗コード", default="")
    place: Annotated[str, Text(60)] = column("店舗名", default="")
    basis: Annotated[int, Whole(-99_999_999, 99_999_999)] | None = column("対象額", default=None)
    expires_on: DateYMD | None = column("有効期限", default=None)


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
    for name, (at, field, text) in _FAULTS.items():
        found = staging.stream(
            f"SELECT line, {field} FROM {rows} WHERE fault = %s ORDER BY line", [name]
        )
        for line, value in found:
            yield Problem(line, at, value, str(text))
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
    """Post the rows that stayed in; tell what was posted and what stood already."""
    rows, ids = _tables(staging)
    if count_in_table(staging)[0]:
        staging.execute(
            f"DELETE FROM {rows} f "
            "WHERE NOT EXISTS (SELECT FROM {staging} s WHERE s.line = f.line)"
        )
    written = postings.write(staging, rows, ids)
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
