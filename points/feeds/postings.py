"""What the rows of ``point_entries`` bring to the ledger, in turns: pending, giving, taking."""

from typing import NamedTuple

from django.db import OperationalError

from points.actions import ledger, open_accounts
from points.models import Transaction
from todock.feeds.staging import Staging
from todock.lib.refusals import Refusal

#: Rows of one call of the ledger.
BATCH = 20_000

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


class Overtaken(OperationalError):
    """Between the checks and the posting somebody used the points, or the account ended.

    The engine tries the file again, and the checks then find the row.
    """


def write(staging: Staging, rows: str, ids: str) -> int:
    """Post the joined ``rows`` that change something, then the balances; return how many are new.

    ``ids`` is the table for the ids of the new transactions. The accounts are locked from the
    rows that take to the end. Raises Overtaken.
    """
    _open_accounts(staging, rows)
    try:
        # Pending points first: an E of the same file finds them.
        written = _write_turn(staging, rows, ids, _PENDING)
        _find_pending_of_this_file(staging, rows)
        written += sum(_write_turn(staging, rows, ids, turn) for turn in _GIVING)
        ledger.lock_accounts(f"SELECT account_id FROM {rows} WHERE NOT known")
        written += sum(_write_turn(staging, rows, ids, turn) for turn in _TAKING)
        ledger.add_up(ids)
    except Refusal as refusal:
        raise Overtaken(type(refusal).__name__) from refusal
    return written


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


def _write_turn(staging: Staging, rows: str, ids: str, turn: Turn) -> int:
    """Write the postings of a turn, batch by batch; return how many are new."""
    source = f"FROM {rows} f {_SETTLING if turn.settling else ''} WHERE NOT f.known AND {turn.rows}"
    if turn.settling:
        source += f" AND {turn.settling}"
        columns = {name: f"p.{name}" for name in ("key", "body", "kind", "points", "of_id")}
    else:
        columns = {"key": "f.key", "body": "f.body", "kind": _KIND, "points": "f.points"}
    written = 0
    for first, last in _batches(staging, rows, turn):
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


def _batches(staging: Staging, rows: str, turn: Turn) -> list[tuple[int, int]]:
    """Return the first and the last row of each batch of those that have such postings."""
    return staging.fetch(
        "SELECT min(nth), max(nth) FROM (SELECT f.nth, "
        f"(row_number() OVER (ORDER BY f.nth) - 1) / {BATCH} AS batch "
        f"FROM {rows} f WHERE NOT f.known AND {turn.rows}) n GROUP BY batch ORDER BY batch"
    )
