"""Points of deliveries: pending from the deadline, real some days after the delivery."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from points.actions import ledger
from points.models import Transaction
from points.queries import expiry
from todock.lib import clock

Kind, Source = Transaction.Kind, Transaction.Source
#: Lots of one batch, each in a transaction of its own: nobody waits long for an account.
BATCH = 2_000


def earn_pending_selected(
    rows: str,
    values: Sequence | dict | None = None,
    *,
    account: str,
    points: str,
    subject: str,
    at: str,
    place: str,
    basis: str,
    due_on: str,
) -> int:
    """Note points that become real on ``due_on``, for each row of ``rows``, once a subject.

    The arguments are SQL expressions over the row (see ledger.post_selected). Returns the number
    of transactions.
    """
    return ledger.post_selected(
        rows,
        values,
        key=f"{subject} || ':earn'",
        body=f"concat_ws('|', 'earn_pending', {account}, {points})",
        kind=f"'{Kind.EARN_PENDING}'",
        source=f"'{Source.DELIVERY}'",
        subject=subject,
        account_id=account,
        points=points,
        at=at,
        place=place,
        basis=basis,
        due_on=due_on,
    )


#: The accounts of the next batch.
_ACCOUNTS = """
SELECT account_id FROM (
    SELECT l.account_id FROM points_lot l
    WHERE l."left" > 0 AND l.due_on IS NOT NULL AND l.due_on <= %(today)s
    ORDER BY l.account_id, l.id LIMIT %(most)s
) due
"""
_DUE = """
FROM (
    SELECT l.account_id, l."left", t.id, t.key, t.source, t.subject, t.place, t.basis
    FROM points_lot l JOIN points_transaction t ON t.id = l.transaction_id
    WHERE l."left" > 0 AND l.due_on IS NOT NULL AND l.due_on <= %(today)s
    ORDER BY l.account_id, l.id LIMIT %(most)s FOR UPDATE OF l SKIP LOCKED
) due
"""


def confirm_due(*, at: datetime) -> int:
    """Make the pending points real whose day has come at ``at``; return how many transactions.

    In batches that stand by themselves: safe to run twice, side by side, and to die in between.
    They expire as points earned on this day.
    """
    today = clock.japan_date(at)
    confirmed = 0
    while True:
        with transaction.atomic():
            # Accounts before lots, and in the order of their ids, as everybody does.
            ledger.lock_accounts(_ACCOUNTS, {"today": today, "most": BATCH})
            count = ledger.post_selected(
                _DUE,
                {"today": today, "most": BATCH, "at": at, "until": expiry.expires_on(today)},
                key="due.key || ':real'",
                body="concat_ws('|', 'confirm', due.account_id, due.left)",
                kind=f"'{Kind.CONFIRM}'",
                source="due.source",
                subject="due.subject",
                account_id="due.account_id",
                points='due."left"',
                at="%(at)s::timestamptz",
                place="due.place",
                basis="due.basis",
                expires_on="%(until)s::date",
                of_id="due.id",
            )
        confirmed += count
        if not count:
            return confirmed
