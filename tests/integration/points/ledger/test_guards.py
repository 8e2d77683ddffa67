"""What the database refuses of the ledger, whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from points.models import Account, Transaction

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", ["expires_on = '2026-12-01'", "points = 9"])
def test_a_printed_day_is_never_brought_forward(account, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"UPDATE points_lot SET {change}")


def _entries(account: Account, *amounts: int, transaction_id: int | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if transaction_id is None:
            cursor.execute(
                "INSERT INTO points_transaction (key, body, kind, source, points, at) VALUES "
                "('raw', md5('')::uuid, 'earn', 'shop', 1, now()) RETURNING id"
            )
            transaction_id = cursor.fetchone()[0]
        if amounts:
            rows = ", ".join(
                f"({transaction_id}, {account.pk if place else 'NULL'}, {1 if place else 10}, {n})"
                for place, n in enumerate(amounts)
            )
            cursor.execute(
                f"INSERT INTO points_entry (transaction_id, account_id, pot, amount) VALUES {rows}"
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_entries_that_sum_to_zero_are_accepted(account):
    _entries(account, -5, 5)


def test_entries_that_do_not_sum_to_zero_are_refused(account):
    with pytest.raises(DatabaseError, match="sum to zero"):
        _entries(account, -5, 4)


def test_a_transaction_without_entries_is_refused_at_commit(account):
    with pytest.raises(DatabaseError, match="sum to zero"):
        _entries(account)


def test_no_entries_are_added_to_a_transaction_that_stands(account):
    first = Transaction.objects.latest("pk")

    with pytest.raises(DatabaseError, match="come together"):
        _entries(account, -5, 5, transaction_id=first.pk)


def test_a_member_with_points_cannot_be_deleted(account):
    with pytest.raises(ProtectedError):
        account.member.delete()
