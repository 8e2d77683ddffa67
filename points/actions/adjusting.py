"""Corrections by staff: a new transaction with a name and a reason, never a changed one."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from members.models import Member, User
from points import refusals
from points.actions import ledger
from points.actions.accounts import account_of
from points.actions.ledger import Posting
from points.models import Adjustment, Transaction
from points.queries import expiry
from todock.lib import clock


@transaction.atomic
def ask_adjustment(
    *,
    member: Member,
    points: int,
    reason: str,
    by: User,
    at: datetime,
    key: str | None = None,
) -> Adjustment:
    """Add ``points`` to the account of ``member``, or take them away (negative).

    Up to POINTS_ADJUSTMENT_LIMIT it is done at once; above, another member of staff has to
    release it. With the ``key`` of the form it is asked once, however often the form comes.
    Raises NotEnoughPoints, AccountClosed, or KeyReused when the key stands for something else.
    """
    asked = {"account": account_of(member), "points": points, "reason": reason, "asked_by": by}
    if key is None:
        adjustment, is_new = Adjustment.objects.create(**asked, asked_at=at), True
    else:
        adjustment, is_new = Adjustment.objects.get_or_create(
            key=key, defaults={**asked, "asked_at": at}
        )
    if not is_new:
        if any(getattr(adjustment, name) != value for name, value in asked.items()):
            raise refusals.KeyReused
        return adjustment
    if abs(points) <= settings.POINTS_ADJUSTMENT_LIMIT:
        _carry_out(adjustment, at)
    return adjustment


@transaction.atomic
def release_adjustment(*, adjustment: Adjustment, by: User, at: datetime) -> Adjustment:
    """Let a correction above the limit be carried out.

    Raises AnotherMustRelease for the one who asked, AlreadyDecided, NotEnoughPoints or
    AccountClosed.
    """
    adjustment = _waiting(adjustment)
    if adjustment.asked_by_id == by.pk:
        raise refusals.AnotherMustRelease
    adjustment.released_by = by
    _carry_out(adjustment, at)
    return adjustment


@transaction.atomic
def refuse_adjustment(*, adjustment: Adjustment, by: User, at: datetime) -> Adjustment:
    """Leave a correction undone; who asked may take it back this way. Raises AlreadyDecided."""
    adjustment = _waiting(adjustment)
    adjustment.refused_by, adjustment.decided_at = by, at
    adjustment.save()
    return adjustment


def _waiting(adjustment: Adjustment) -> Adjustment:
    locked = Adjustment.objects.select_for_update().get(pk=adjustment.pk)
    if not locked.waits:
        raise refusals.AlreadyDecided
    return locked


def _carry_out(adjustment: Adjustment, at: datetime) -> None:
    posted = ledger.post(
        Posting(
            key=f"adjustment:{adjustment.pk}",
            kind=Transaction.Kind.ADJUST,
            source=Transaction.Source.STAFF,
            account_id=adjustment.account_id,
            points=adjustment.points,
            at=at,
            reason=adjustment.reason,
            by_id=adjustment.asked_by_id,
            expires_on=expiry.expires_on(clock.japan_date(at)) if adjustment.points > 0 else None,
        )
    )[0]
    adjustment.transaction_id, adjustment.decided_at = posted.transaction_id, at
    adjustment.save()
