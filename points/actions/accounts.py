"""Accounts are opened when points first come to a member."""

from collections.abc import Sequence

from django.db import connection

from members.models import Member
from points.models import Account


def account_of(member: Member) -> Account:
    """Return the account of ``member`` as it stands, opened when there was none."""
    found = Account.objects.filter(member=member).first()
    return found or Account.objects.get_or_create(member=member)[0]


def open_accounts(members: str, values: Sequence | dict | None = None) -> int:
    """Open the accounts that are missing among the member ids that the query ``members`` returns.

    Set-based, in the order of the ids. Returns how many were opened.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO points_account (member_id) SELECT m.id FROM ({members}) m (id) "
            "WHERE NOT EXISTS (SELECT FROM points_account a WHERE a.member_id = m.id) "
            "GROUP BY m.id ORDER BY m.id ON CONFLICT (member_id) DO NOTHING",
            values,
        )
        return cursor.rowcount
