"""What a member may still buy within the purchase limit (docs/domain.md rule 11)."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from members.models import Member
from orders.queries import sums


@dataclass(frozen=True)
class Room:
    """The purchase limit and what is used of it, in yen with tax."""

    limit: int
    unbilled: int
    open_orders: int

    @property
    def used(self) -> int:
        """What counts against the limit."""
        return self.unbilled + self.open_orders

    @property
    def left(self) -> int:
        """What may still be bought; negative when a limit was lowered beneath what is used."""
        return self.limit - self.used


#: The limit, and the sums of the open orders per rate; one row without sums when there are none.
_ROOM = f"""
SELECT limits."limit", limits.unbilled, {sums.COLUMNS}
FROM members_member m
LEFT JOIN orders_purchaselimit limits ON limits.member_id = m.id
LEFT JOIN orders_sums s ON s.member_id = m.id AND s.closed_at IS NULL
WHERE m.id = %s
"""


def room_of(member: Member) -> Room | None:
    """Return the limit of ``member`` and what is used of it; None when there is no limit.

    One query; in a transaction that holds the member's orders it is exact.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ROOM, [member.pk])
        rows = cursor.fetchall()
    limit, unbilled = rows[0][:2]
    if limit is None:
        limit, unbilled = settings.DEFAULT_PURCHASE_LIMIT, 0
    if limit is None:
        return None
    total = sum(each.inc_tax for each in sums.sums_of([row[2:] for row in rows]))
    return Room(limit=limit, unbilled=unbilled, open_orders=total)
