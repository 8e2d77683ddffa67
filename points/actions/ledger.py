"""The one door to the ledger: postings in, transactions out.

The work is done by functions of the database (``points/sql``): one round trip writes
the transaction, its entries, the lots and the balances, and the lock on an account is held no
longer than that (docs/decisions/0009). Who calls from an app above uses ``points.actions``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from points import refusals
from points.models import Transaction


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One movement of points. Which pots it moves between follows from ``kind``.

    ``key`` makes it happen once; ``body`` is what must be the same when it is asked again, by
    default kind, accounts, points and subject. ``points`` is negative only for an earning or an
    adjustment that takes away. ``subject`` is what holds and their ends belong to. ``expires_on``
    is the last day of points that are earned (None: never), ``due_on`` the day on which pending
    ones become real, ``of_id`` the transaction whose pending points a confirmation settles.
    """

    key: str
    kind: str
    source: str
    account_id: int
    points: int
    at: datetime
    body: str = ""
    subject: str = ""
    other_id: int | None = None
    place: str = ""
    basis: int | None = None
    reason: str = ""
    by_id: int | None = None
    expires_on: date | None = None
    due_on: date | None = None
    of_id: int | None = None

    def row(self) -> tuple:
        """Return the columns of ``points_posting`` after the id."""
        what = (self.kind, self.account_id, self.other_id, self.points, self.subject)
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values["body"] = self.body or "|".join(map(str, what))
        return tuple(values[name] for name in COLUMNS)


@dataclass(frozen=True)
class Posted:
    """What became of a posting: its transaction, and whether that stood already."""

    transaction_id: int
    replayed: bool


#: Columns of the database's type ``points_posting`` after the id, with their types.
_TYPES = {
    "key": "text",
    "body": "text",
    "kind": "text",
    "source": "text",
    "subject": "text",
    "account_id": "bigint",
    "other_id": "bigint",
    "points": "integer",
    "at": "timestamptz",
    "place": "text",
    "basis": "integer",
    "reason": "text",
    "by_id": "bigint",
    "expires_on": "date",
    "due_on": "date",
    "of_id": "bigint",
}
COLUMNS = tuple(_TYPES)
_NEXT = "nextval('points_transaction_id_seq')"
_ROW = f"({_NEXT}, " + ", ".join(f"%s::{kind}" for kind in _TYPES.values()) + ")::points_posting"

#: What a broken guard means to the person, by the name of the constraint.
_REFUSALS = {
    "account_available_is_not_negative": refusals.NotEnoughPoints,
    "account_held_is_not_negative": refusals.NothingTaken,
    "account_closed_is_empty": refusals.AccountClosed,
    "account_prepaid_is_within_its_ceiling": refusals.OverCeiling,
    "transaction_key_has_one_body": refusals.KeyReused,
    "return_is_within_what_was_taken": refusals.NothingTaken,
    "subject_ends_what_it_began": refusals.NothingTaken,
}


def post(*postings: Posting) -> list[Posted]:
    """Write postings together, or none of them; what was posted before is found again.

    Returns one Posted for each, in their order. Raises a Refusal: NotEnoughPoints,
    AccountClosed, OverCeiling, NothingTaken, or KeyReused when a key stands for something else.
    """
    rows = ", ".join([_ROW] * len(postings))
    values = [value for posting in postings for value in posting.row()]
    sql = f"SELECT * FROM points_post(ARRAY[{rows}])"
    found = {key: Posted(pk, replayed) for pk, key, replayed in _call(sql, values)}
    return [found[posting.key] for posting in postings]


def post_selected(rows: str, values: Sequence | dict | None = None, /, **columns: str) -> int:
    """Post one posting for each row of ``rows``, the FROM clause of a query and what follows.

    ``columns`` gives the SQL expression of each field of Posting, ``body`` included; what is left
    out is NULL. Returns the number of new transactions. Raises as post.
    """
    postings = postings_of(rows, **columns)
    sql = f"SELECT count(*) FILTER (WHERE NOT replayed) FROM points_post({postings})"
    return _call(sql, values)[0][0]


def write_selected(
    into: str, rows: str, values: Sequence | dict | None = None, /, **columns: str
) -> int:
    """Write the postings of post_selected without the balances; returns how many are new.

    For a job of many batches in one transaction: the ids of the new transactions go into the
    table ``into`` as one array of bigint, and ``add_up`` ends the work. Accounts are locked only
    for postings that take from lots. Deferred guards are asked at once, so that they do not heap
    up. Raises as post, and the transaction has to end then.
    """
    ids = f"points_write({postings_of(rows, **columns)})"
    sql = f"INSERT INTO {into} (ids) VALUES ({ids}) RETURNING cardinality(ids)"
    written = _call(sql, values, spoiling=True)[0][0]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return written


def lock_accounts(accounts: str, values: Sequence | dict | None = None) -> None:
    """Lock the accounts whose ids the query ``accounts`` returns, until the transaction ends.

    In the order of the ids, as everybody does: who locks many batch by batch comes here first.
    """
    ordered = "ORDER BY a.id FOR NO KEY UPDATE"
    locked = f"SELECT FROM points_account a WHERE a.id IN ({accounts}) {ordered}"
    _call(f"SELECT count(*) FROM ({locked}) locked", values, spoiling=True)


def add_up(written: str) -> None:
    """Bring the balances up to the transactions that write_selected noted in ``written``.

    Batch by batch in the order in which they were written, so the accounts of all of them are
    locked before. Raises as post, and the transaction has to end then.
    """
    batches = f"SELECT ids FROM {written} WHERE cardinality(ids) > 0 ORDER BY ids[1]"
    _call(f"SELECT points_add_up(ids) FROM ({batches}) batch", None, spoiling=True)


def postings_of(rows: str, /, **columns: str) -> str:
    """Return the SQL of an array of postings: see post_selected.

    Raises KeyError for a column that a posting does not have.
    """
    for name in columns:
        _TYPES[name]
    row = ", ".join(columns.get(name, "NULL") for name in COLUMNS)
    return f"ARRAY(SELECT ({_NEXT}, {row})::points_posting {rows})"


def _call(sql: str, values: Sequence | dict | None, *, spoiling: bool = False) -> list[tuple]:
    # One statement is whole by itself; inside a transaction it may fail without spoiling that.
    # A job of many rows goes without: locks of a savepoint beside those of its transaction are
    # written down for each row.
    try:
        if connection.in_atomic_block and not spoiling:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall()
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()
    except IntegrityError as error:
        constraint = getattr(error.__cause__.diag, "constraint_name", None)
        if constraint in _REFUSALS:
            raise _REFUSALS[constraint] from error
        raise


def find(key: str) -> Transaction | None:
    """Return the transaction of this key, or None."""
    return Transaction.objects.filter(key=key).first()
