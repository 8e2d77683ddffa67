"""Taking points out of accounts, against a bare transaction of two inserts and an update.

The floor is run by pgbench on the same server; ours as the product runs, two processes of four
threads. Both 8 at once.
"""

import multiprocessing
import os
import re
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, connections

from tests.bench import place
from todock.local import addresses, servers

ACCOUNTS = 100_000
POINTS = 1_000_000
PROCESSES, THREADS = 2, 4
SECONDS = 6
ROUNDS = 3

#: What the floor writes: a number, an account, points and a time.
_BARE = "(id bigserial PRIMARY KEY, account bigint, points int, at timestamptz)"
_STATEMENTS = [
    "SET statement_timeout = 0",
    """
    INSERT INTO members_member (member_number, card_kind, name, kana, born_on, postcode,
        prefecture, city, street, building, phone, other_phone, email, state, joined_on,
        share_units, drop_place, fee_support)
    SELECT lpad((5000000000 + i)::text, 10, '0'), 1, '組合員', 'クミアイイン', '1960-01-01',
        '0600001', '北海道', '札幌市', '1番地', '', '0110001234', '', '', 1, '2001-04-01', 1, '', ''
    FROM generate_series(1, %(accounts)s) i
    """,
    """
    INSERT INTO points_account (member_id) SELECT id FROM members_member
    WHERE member_number BETWEEN '5000000001' AND '5000999999'
    """,
    """
    SELECT count(*) FROM points_post(ARRAY(
        SELECT (nextval('points_transaction_id_seq'), 'bench:' || a.id, 'earn', 'earn', 'shop', '',
            a.id, NULL, %(points)s, now(), '', NULL, '', NULL, '2030-12-31', NULL, NULL
        )::points_posting
        FROM points_account a
    ))
    """,
    f"CREATE TABLE bench_transaction {_BARE}",
    f"CREATE TABLE bench_entry {_BARE}",
    "CREATE TABLE bench_account AS SELECT id, available FROM points_account",
    "ALTER TABLE bench_account ADD PRIMARY KEY (id), SET (fillfactor = 80)",
    "ANALYZE",
]
_FLOOR = """
\\set account {account}
BEGIN;
INSERT INTO bench_transaction (account, points, at) VALUES (:account, 1, now());
INSERT INTO bench_entry (account, points, at) VALUES (:account, -1, now());
UPDATE bench_account SET available = available - 1 WHERE id = :account;
COMMIT;
"""


def load() -> None:
    """Make accounts with enough points, and the tables of the floor."""
    with connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, {"accounts": ACCOUNTS, "points": POINTS})


def measure() -> Iterator[tuple[str, ...]]:
    """Return a line of the table for distinct members, and one for a single hot account."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM points_account")
        first, last = cursor.fetchone()
    cases = [
        ("points: spend, distinct members, 8 at once", f"random({first}, {last})", (first, last)),
        ("points: spend, one hot account, 8 at once", str(first), (first, first)),
    ]
    for name, account, between in cases:
        ratios = []
        for _round in range(ROUNDS):
            floor = _pgbench(_FLOOR.format(account=account))
            ours = _holds(*between)
            ratios.append(ours / floor)
        measured = f"{ours:,.0f} a second against {floor:,.0f}"
        yield name, measured, f"{statistics.median(ratios):.2f}", "0.25"


def _pgbench(script: str) -> float:
    """Run the script by 8 clients; return transactions a second."""
    file = place.VAR / "floor.sql"
    file.write_text(script)
    program = servers.Postgres(place.VAR)._programs / "pgbench"
    clients = str(PROCESSES * THREADS)
    done = subprocess.run(
        [
            *(str(program), "-n", "-M", "prepared", "-c", clients, "-j", str(PROCESSES)),
            *("-T", str(SECONDS), "-f", str(file), "-h", str(addresses.socket_dir(place.VAR))),
            *("-U", "postgres", "todock"),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "LD_LIBRARY_PATH": str(Path(program).parents[1] / "lib")},
    )
    return float(re.search(r"tps = ([0-9.]+)", done.stdout).group(1))


def _holds(first: int, last: int) -> float:
    """Hold one point after another in accounts of the range; return holds a second."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    made = context.Queue()
    processes = [
        context.Process(target=_hold, args=(first, last, number, made))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    total = sum(made.get(timeout=SECONDS * 10) for _process in processes)
    for process in processes:
        process.join(30)
    return total / SECONDS


def _hold(first: int, last: int, process: int, made: multiprocessing.Queue) -> None:
    counts: list[int] = []
    over_at = time.monotonic() + SECONDS
    threads = [
        threading.Thread(target=_hold_until, args=(first, last, process, number, over_at, counts))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made.put(sum(counts))


def _hold_until(
    first: int, last: int, process: int, thread: int, over_at: float, counts: list[int]
) -> None:
    from points.actions import hold
    from points.models import Account
    from todock.lib import clock

    dice = f"{time.time_ns()}:{process}:{thread}"
    step = 7_919 * (process * THREADS + thread + 1)
    count = 0
    while time.monotonic() < over_at:
        account = Account(pk=first + (step * (count + 1)) % (last - first + 1))
        key = f"bench:{dice}:{count}"
        hold(account=account, points=1, subject=key[:40], key=key, at=clock.now())
        count += 1
    connection.close()
    counts.append(count)
