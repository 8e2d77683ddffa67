"""A ledger that grew: what one order does to it must not read all of it."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from tests.factories import people
from tests.factories.ledger import earned, post

pytestmark = pytest.mark.django_db

#: Other movements, enough that the planner prefers an index where it can have one.
_OTHERS = """
INSERT INTO points_transaction (key, body, kind, source, points, at)
SELECT 'other:' || i, md5('')::uuid, 'earn', 'shop', 1, now() FROM generate_series(1, 20000) i
"""


@pytest.fixture
def grown() -> None:
    """Many movements that belong to no order."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_OTHERS)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE points_transaction")


def whole_reads(action: Callable[[], object]) -> int:
    """Return how often ``action`` read the table of transactions from end to end."""
    with transaction.atomic(), connection.cursor() as cursor:
        count = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'points_transaction'"
        cursor.execute(count)
        before = cursor.fetchone()[0]
        action()
        cursor.execute(count)
        return cursor.fetchone()[0] - before


@pytest.mark.parametrize(
    "movements",
    [["hold"], ["hold", "release"], ["hold", "spend"], ["hold", "spend", "give_back"]],
    ids=lambda movements: movements[-1],
)
def test_points_of_an_order_move_without_reading_the_whole_ledger(grown, movements):
    account = earned(people.sato(), 100)
    for kind in movements[:-1]:
        post(account, kind, 10, subject="order:1")

    last = movements[-1]

    assert whole_reads(lambda: post(account, last, 10, subject="order:1")) == 0
