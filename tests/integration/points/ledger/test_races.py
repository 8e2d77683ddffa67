"""Many at once on the last points: exactly what is there is given, and no more."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from points import refusals
from points.models import Account
from tests import database
from tests.factories import people
from tests.factories.ledger import assert_sound, balances, earned, post
from tests.factories.threads import Other, behind
from tests.integration.local.test_servers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 60
_WAITING = (
    "SELECT pg_stat_clear_snapshot(), count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
#: The checks that would notice, besides the lock.
_CHECKS = [
    ("points_account", "account_available_is_not_negative"),
    ("points_lot", "lot_left_is_within_its_points"),
]


def hold_one(account: Account, number: int) -> str:
    """Hold one point for an order of its own; say what came of it."""
    try:
        post(account, "hold", 1, subject=f"order:{number}", key=f"race:{number}")
    except refusals.NotEnoughPoints:
        return "refused"
    return "held"


def test_sixty_at_once_on_thirty_points_hold_thirty():
    account = earned(people.sato(), 30)

    results = behind(*(lambda n=n: hold_one(account, n) for n in range(THREADS)))

    assert Counter(results) == {"held": 30, "refused": 30}
    assert balances(account) == (0, 0, 30, 0)
    assert_sound()


def test_sixty_at_once_with_the_same_key_move_points_once():
    account = earned(people.sato(), 100)

    results = behind(
        *(lambda: post(account, "hold", 1, subject="order:1", key="once") for _ in range(THREADS))
    )

    assert sorted(posted.replayed for posted in results) == [False, *[True] * (THREADS - 1)]
    assert balances(account) == (99, 0, 1, 0)


def test_opposite_transfers_at_once_do_not_wait_for_each_other_for_ever():
    """Whoever waits for the first account has nothing of the second, whichever way points go."""
    one, other = earned(people.sato(), 100), earned(people.suzuki(), 100)
    ways = [(one, other), (other, one)]
    accounts = Account.objects.select_for_update(no_key=True, nowait=True)

    with transaction.atomic():
        accounts.get(pk=min(one.pk, other.pk))
        transfers = [
            Other(lambda way=way: post(way[0], "transfer", 10, other_id=way[1].pk)) for way in ways
        ]
        for transfer in transfers:
            transfer.until_it_waits()
        accounts.get(pk=max(one.pk, other.pk))

    assert not [each.result() for each in transfers if isinstance(each.result(), Exception)]
    assert balances(one)[0] == balances(other)[0] == 100
    assert_sound()


def _the_last_point_by_sixty() -> Counter:
    """Let one hold the last point, and the others ask before its transaction is over."""
    account = earned(people.sato(), 1)
    results: list[str] = []

    def ask(number: int) -> None:
        results.append(hold_one(account, number))
        connection.close()

    others = [threading.Thread(target=ask, args=(number,)) for number in range(1, THREADS)]
    with transaction.atomic():
        results.append(hold_one(account, 0))
        for other in others:
            other.start()
        with connection.cursor() as cursor:
            wait_until(lambda: cursor.execute(_WAITING).fetchone()[1] == THREADS - 1)
    for other in others:
        other.join(60)
    return Counter(results)


def test_the_last_point_is_held_once_however_many_wait_for_it():
    assert _the_last_point_by_sixty() == {"held": 1, "refused": THREADS - 1}
    assert_sound()


@contextmanager
def without_guards() -> Iterator[None]:
    """Take the lock on the account, and the checks that would notice, away for a while."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('points_write'::regproc)")
        function = cursor.fetchone()[0]
        assert "FOR NO KEY UPDATE" in function
        cursor.execute(function.replace("FOR NO KEY UPDATE", "", 1))
        definitions = []
        for table, name in _CHECKS:
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name]
            )
            definitions.append(cursor.fetchone()[0])
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            database.restore()
            cursor.execute(function)
            for (table, name), definition in zip(_CHECKS, definitions, strict=True):
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def test_without_the_guards_the_last_point_is_held_again_and_again():
    with without_guards():
        results = _the_last_point_by_sixty()
        available = Account.objects.get().available

    assert results["held"] > 1
    assert available < 0
