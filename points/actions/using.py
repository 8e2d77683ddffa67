"""Points that are used: held for a subject, then spent, released or given back.

A subject is whatever the caller uses points for, such as ``order:8812``; the ledger only keeps
what belongs together apart.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from points.actions import ledger
from points.actions.ledger import Posted, Posting
from points.models import Account, Transaction
from todock.lib import clock

Kind, Source = Transaction.Kind, Transaction.Source


def hold(*, account: Account, points: int, subject: str, key: str, at: datetime) -> Posted:
    """Hold ``points`` for ``subject``: they are taken from the lots that expire first.

    Raises NotEnoughPoints, AccountClosed or KeyReused.
    """
    return _post(Kind.HOLD, account, points, subject, key, at)


def release(*, account: Account, points: int, subject: str, key: str, at: datetime) -> Posted:
    """Take back a hold, or a part of it: points return to the lots they came from.

    Raises NothingTaken when less is held for ``subject``, or KeyReused.
    """
    return _post(Kind.RELEASE, account, points, subject, key, at)


def spend_selected(
    rows: str,
    values: Sequence | dict | None = None,
    *,
    account: str,
    points: str,
    subject: str,
    at: str,
    place: str,
) -> int:
    """Spend what is held, for each row of ``rows`` (see ledger.post_selected), once a subject.

    ``account``, ``points``, ``subject``, ``at`` and ``place`` are SQL expressions over the row.
    Returns the number of transactions. Raises NothingTaken when less is held.
    """
    return ledger.post_selected(
        rows,
        values,
        key=f"{subject} || ':spend'",
        body=f"concat_ws('|', 'spend', {account}, {points})",
        kind="'spend'",
        source=f"'{Source.DELIVERY}'",
        subject=subject,
        account_id=account,
        points=points,
        at=at,
        place=place,
    )


@transaction.atomic
def give_back(
    *,
    account: Account,
    points: int,
    subject: str,
    key: str,
    at: datetime,
    reason: str,
    by_id: int | None = None,
) -> Posted:
    """Give back points that were spent for ``subject``, such as for goods that could not come.

    They return to the lots they came from. Those whose day is over would be lost: they get
    POINTS_GIVE_BACK_DAYS more days as a lot of their own (0: they stay as they were printed).
    Raises NothingTaken when less was spent, or KeyReused.
    """
    posted = _post(Kind.GIVE_BACK, account, points, subject, key, at, reason=reason, by_id=by_id)
    if posted.replayed:
        return posted
    gone = _returned_to_lots_that_are_over(posted.transaction_id, at)
    if gone and settings.POINTS_GIVE_BACK_DAYS:
        until = clock.japan_date(at) + timedelta(days=settings.POINTS_GIVE_BACK_DAYS)
        ledger.post(
            Posting(
                key=f"{key}:renew",
                body=f"renew|{account.pk}|{gone}",
                kind=Kind.TRANSFER,
                source=Source.DELIVERY,
                account_id=account.pk,
                other_id=account.pk,
                points=gone,
                at=at,
                reason=reason,
                expires_on=until,
            )
        )
    return posted


def _returned_to_lots_that_are_over(transaction_id: int, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(-sum(u.points), 0)::int FROM points_lotuse u "
            "JOIN points_lot l ON l.id = u.lot_id "
            "WHERE u.transaction_id = %s AND l.expires_on < %s",
            [transaction_id, clock.japan_date(at)],
        )
        return cursor.fetchone()[0]


def _post(
    kind: str,
    account: Account,
    points: int,
    subject: str,
    key: str,
    at: datetime,
    **more: object,
) -> Posted:
    return ledger.post(
        Posting(
            key=key,
            kind=kind,
            source=Source.DELIVERY,
            account_id=account.pk,
            points=points,
            at=at,
            subject=subject,
            **more,
        )
    )[0]
