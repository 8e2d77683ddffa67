"""What staff read of one account: every movement with the balance after it. Reads only."""

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from points.models import Account, Lot, Pot, Transaction

#: The account's own entries, by their index; nothing of anybody else is read.
PAGE = f"""
WITH moved AS (
    SELECT transaction_id, min(id) AS place,
        COALESCE(sum(amount) FILTER (WHERE pot = {Pot.AVAILABLE}), 0) AS available,
        COALESCE(sum(amount) FILTER (WHERE pot = {Pot.PENDING}), 0) AS pending,
        COALESCE(sum(amount) FILTER (WHERE pot = {Pot.HELD}), 0) AS held,
        COALESCE(sum(amount) FILTER (WHERE pot = {Pot.PREPAID}), 0) AS prepaid
    FROM points_entry WHERE account_id = %s GROUP BY transaction_id
), running AS (
    SELECT *, sum(available) OVER (ORDER BY place) AS balance FROM moved
    ORDER BY place DESC LIMIT %s OFFSET %s
)
SELECT t.*, r.available, r.pending, r.held, r.prepaid, r.balance
FROM running r JOIN points_transaction t ON t.id = r.transaction_id ORDER BY r.place DESC
"""
_COUNT = "SELECT count(DISTINCT transaction_id) FROM points_entry WHERE account_id = %s"


class Passbook:
    """The movements of an account, the newest first, for a paginator.

    Each is a Transaction that knows what it changed: ``available``, ``pending``, ``held`` (points)
    and ``prepaid`` (yen), and ``balance``, the points that could be used after it. They stand in
    the order in which they were written down, which is the order in which the balance came about.
    """

    def __init__(self, account: Account) -> None:
        self.account = account

    def count(self) -> int:
        """Return how many movements there are."""
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [self.account.pk])
            return cursor.fetchone()[0]

    def __getitem__(self, wanted: slice) -> list[Transaction]:
        """Return the movements of one page."""
        values = [self.account.pk, wanted.stop - wanted.start, wanted.start]
        return list(Transaction.objects.raw(PAGE, values).prefetch_related("by"))


def days_of_lots(account: Account) -> QuerySet[Lot, dict]:
    """Return what is left in the lots, together by their last day, or the day they wait for."""
    return (
        Lot.objects.filter(account=account, left__gt=0)
        .values("pending", "expires_on", "due_on")
        .annotate(lots=Count("pk"), points=Sum("left"))
        .order_by("pending", "expires_on", "due_on")
    )
