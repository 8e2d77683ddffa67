"""PostgreSQL dies under sixteen writers: what was acknowledged stands, and nothing stands twice."""

import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests.environment import BASE_DIR
from tests.integration.local.test_servers import postmaster, wait_until
from todock.local import addresses
from todock.local.held import held
from todock.local.servers import Postgres
from todock.local.trouble import Trouble

_PEOPLE = """
INSERT INTO members_member (member_number, card_kind, name, kana, born_on, postcode, prefecture,
    city, street, building, phone, other_phone, email, state, joined_on, share_units, drop_place,
    fee_support)
SELECT lpad(n::text, 10, '0'), 1, '組合員', 'クミアイイン', '1960-01-01', '0600001', '北海道',
    '札幌市', '1', '', '0110001234', '', '', 1, '2010-04-01', 1, '', ''
FROM generate_series(1, 5) n;
INSERT INTO points_account (member_id) SELECT id FROM members_member;
"""
#: Balances and lots against the rows they are made of.
_UNSOUND = """
SELECT a.id FROM points_account a
LEFT JOIN points_entry e ON e.account_id = a.id
GROUP BY a.id HAVING a.available <> COALESCE(sum(e.amount) FILTER (WHERE e.pot = 1), 0)
    OR a.held <> COALESCE(sum(e.amount) FILTER (WHERE e.pot = 3), 0)
    OR a.available <> (
        SELECT COALESCE(sum(l."left"), 0) FROM points_lot l WHERE l.account_id = a.id
    )
"""


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a server that is as safe as in production."""
    return {
        **os.environ,
        "TODOCK_VAR": str(tmp_path),
        "DATABASE_URL": addresses.database_url(tmp_path, "todock"),
        "REDIS_URL": addresses.redis_url(tmp_path),
        "DJANGO_SETTINGS_MODULE": "todock.settings",
    }


def started_again(stack: ExitStack, var: Path) -> bool:
    """Start the server again; not yet while children of the killed one are still ending."""
    try:
        stack.enter_context(held(Postgres(var)))
    except Trouble:
        return False
    return True


def test_nothing_acknowledged_is_lost_and_nothing_is_written_twice(tmp_path, place):
    with ExitStack() as stack:
        stack.enter_context(held(Postgres(tmp_path)))
        run = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(run, cwd=BASE_DIR, env=place, check=True)
        with psycopg.connect(place["DATABASE_URL"]) as connection:
            connection.execute(_PEOPLE)
        writers = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.points.ledger.writers"],
            cwd=BASE_DIR,
            env=place,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        lines: list[str] = []
        reader = threading.Thread(target=lambda: lines.extend(writers.stdout))
        reader.start()
        try:
            for _crash in range(2):
                seen = len(lines)
                wait_until(lambda seen=seen: len(lines) > seen + 200)
                postmaster(tmp_path).kill()
                wait_until(lambda: not Postgres(tmp_path).is_kept())
                wait_until(lambda: started_again(stack, tmp_path))
            seen = len(lines)
            wait_until(lambda: len(lines) > seen + 200)
        finally:
            writers.stdin.close()
            assert writers.wait(60) == 0
            reader.join(60)
            writers.stdout.close()

        acknowledged = {
            key: (int(pk), int(points)) for key, pk, points in (line.split() for line in lines)
        }
        with psycopg.connect(place["DATABASE_URL"]) as connection:
            found = connection.execute("SELECT key, id, points FROM points_transaction").fetchall()
            written = {key: (pk, points) for key, pk, points in found}
            unsound = connection.execute(_UNSOUND).fetchall()

    assert len(acknowledged) > 600
    assert written == acknowledged
    assert unsound == []
