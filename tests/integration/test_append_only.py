"""What happened, who looked and what was posted is not changed, deleted or emptied afterwards."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from members.joining.models import ApplicationEvent
from members.models import AccessLog, CardCheck, CardEvent
from orders.models import OrderEvent
from points.models import Entry, Lot, LotUse, Transaction
from tests.factories import applications, goods, ledger, people, purchases
from tests.integration.members import constraint_cases as members

pytestmark = pytest.mark.django_db


def ordered() -> None:
    sato = people.sato()
    purchases.ordered(sato, goods.offer(cycle=purchases.window(course=sato.course).cycle))


def held() -> None:
    account = ledger.earned(people.sato(), 10)
    ledger.post(account, "hold", 5, subject="order:1")


#: Table, how a row comes about, and a column that one would like to change.
KEPT: dict[type[Model], tuple[Callable[[], object], str]] = {
    AccessLog: (members.access, "at"),
    ApplicationEvent: (applications.draft, "at"),
    CardCheck: (lambda: members.check(known=True), "at"),
    CardEvent: (members.card_event, "at"),
    Entry: (held, "amount"),
    Lot: (held, "points"),
    LotUse: (held, "points"),
    OrderEvent: (ordered, "at"),
    Transaction: (held, "points"),
}


@pytest.mark.parametrize(
    "verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"]
)
@pytest.mark.parametrize("table", KEPT, ids=lambda model: model.__name__)
def test_a_row_stays_as_it_was_written(table, verb):
    make, column = KEPT[table]
    make()
    with connection.cursor() as cursor:
        # What is judged at commit is judged now: a table with open questions cannot be emptied.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    statement = verb.format(connection.ops.quote_name(table._meta.db_table), column)

    with (
        pytest.raises(DatabaseError, match=f"{table._meta.db_table} is append-only"),
        transaction.atomic(),
    ):
        connection.cursor().execute(statement)


def test_no_kept_table_is_forgotten_here():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE tgfoid::regproc::text LIKE '%is_append_only'"
        )
        guarded = {name for (name,) in cursor.fetchall()}

    assert guarded == {table._meta.db_table for table in KEPT}
