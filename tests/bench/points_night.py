"""The jobs of the night on tables of their full size: stages of a month, and the audit."""

import resource
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from members.models import Member
from points.actions import account_of, audit, hold, release, stages
from points.models import Account, AuditRun
from points.queries.stages import month_of
from todock.lib import clock

MEMBERS = 2_000_000
SALES = 10_000_000
#: Two entries each.
TRANSACTIONS = 10_000_000

#: Rows that the ledger itself would have written; its triggers would take hours to look at them.
_STATEMENTS = [
    "SET statement_timeout = 0",
    "SET session_replication_role = replica",
    "SET work_mem = '256MB'",
    """
    INSERT INTO members_member (member_number, card_kind, name, kana, born_on, postcode,
        prefecture, city, street, building, phone, other_phone, email, state, joined_on,
        share_units, drop_place, fee_support)
    SELECT lpad((6000000000 + i)::text, 10, '0'), 1, '組合員', 'クミアイイン', '1960-01-01',
        '0600001', '北海道', '札幌市', '1番地', '', '0110001234', '', '', 1, '2001-04-01', 1, '', ''
    FROM generate_series(1, %(members)s) i
    """,
    """
    INSERT INTO points_account (member_id) SELECT id FROM members_member
    WHERE member_number BETWEEN '6000000001' AND '6009999999' ORDER BY id
    """,
    """
    INSERT INTO points_sale (number, member_id, sold_at, business, place, ex_tax)
    SELECT 'N' || i, first + (i::bigint * 7919) %% %(members)s,
        %(from)s::timestamptz + (i %% 2500000) * interval '1 second', 1 + i %% 3, '西町店',
        100 + i %% 9000
    FROM generate_series(1, %(sales)s) i, (
        SELECT min(id) AS first FROM members_member WHERE member_number >= '6000000001'
    ) m
    """,
    """
    CREATE TEMPORARY TABLE ours AS SELECT min(id) AS first FROM points_account
    WHERE member_id >= (SELECT min(id) FROM members_member WHERE member_number >= '6000000001')
    """,
    """
    INSERT INTO points_transaction (key, body, kind, source, points, at)
    SELECT 'night:' || i, md5('')::uuid, 'earn', 'shop', 1 + i %% 9, now()
    FROM generate_series(1, %(transactions)s) i
    """,
    """
    INSERT INTO points_entry (transaction_id, account_id, pot, amount)
    SELECT t.id, side.account_id, side.pot, side.amount
    FROM points_transaction t, ours, LATERAL (
        VALUES (NULL::bigint, 10, -t.points), (ours.first + t.id %% %(members)s, 1, t.points)
    ) side (account_id, pot, amount)
    WHERE t.key LIKE 'night:%%'
    """,
    """
    INSERT INTO points_lot (account_id, transaction_id, points, "left", expires_on)
    SELECT ours.first + t.id %% %(members)s, t.id, t.points, t.points, '2030-12-31'
    FROM points_transaction t, ours WHERE t.key LIKE 'night:%%'
    """,
    """
    UPDATE points_account a SET available = a.available + l.sum FROM (
        SELECT l.account_id, sum(l."left") FROM points_lot l
        JOIN points_transaction t ON t.id = l.transaction_id AND t.key LIKE 'night:%%'
        GROUP BY l.account_id
    ) l WHERE l.account_id = a.id
    """,
    "SET session_replication_role = origin",
    "VACUUM ANALYZE",
]


def load(ends_at: datetime) -> None:
    """Write members, a month of sales up to ``ends_at``, and entries."""
    values = {
        "members": MEMBERS,
        "sales": SALES,
        "transactions": TRANSACTIONS,
        "from": ends_at - timedelta(days=29),
    }
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, values)


def measure() -> Iterator[tuple[str, ...]]:
    """Return the lines of the table for the stages of a month and for the audit."""
    month = month_of(clock.japan_date(clock.now())).before
    load(month.ends_at)
    yield _stages(month.ends_on)
    yield _audit()


def _stages(ends_on) -> tuple[str, ...]:
    over = threading.Event()
    slowest: list[float] = []
    purchases = threading.Thread(target=_purchases, args=(over, slowest))
    purchases.start()
    started = time.perf_counter()
    counted = stages.compute(ends_on=ends_on, at=clock.now())
    seconds = time.perf_counter() - started
    over.set()
    purchases.join()
    return (
        f"points: stage of {counted.members:,} members over {SALES:,} sales",
        f"{seconds:.0f} s; {len(slowest):,} purchases with points meanwhile, the slowest "
        f"{max(slowest) * 1000:.0f} ms",
        "",
        "under 120 s, no purchase stopped",
    )


def _purchases(over: threading.Event, taken: list[float]) -> None:
    """Hold a point for one order after another until the stages are counted."""
    account = account_of(Member.objects.filter(member_number__startswith="6").first())
    assert account.available > 0
    while not over.wait(0.05):
        started = time.perf_counter()
        name = f"night:{len(taken)}"
        if len(taken) % 2:
            _release(account, f"night:{len(taken) - 1}", name)
        else:
            hold(account=account, points=1, subject=name, key=f"{name}:hold", at=clock.now())
        taken.append(time.perf_counter() - started)
    connection.close()


def _release(account: Account, subject: str, name: str) -> None:
    release(account=account, points=1, subject=subject, key=f"{name}:release", at=clock.now())


def _audit() -> tuple[str, ...]:
    started = time.perf_counter()
    run: AuditRun = audit.run(at=clock.now())
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if run.differences:
        raise SystemExit(f"The audit found differences: {run.figures}")
    return (
        f"points: nightly audit of {run.figures['entries']:,} entries",
        f"{seconds:.0f} s, process {peak:.0f} MB",
        "",
        "under 120 s, constant memory",
    )
