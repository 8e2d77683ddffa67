"""Withdrawal ends an account by entries: nothing is left in any pot."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from members.models import Member
from points.actions import ledger
from points.actions.ledger import Posting
from points.models import Account, Lot, Transaction

logger = logging.getLogger(__name__)

Kind = Transaction.Kind
_AT_A_TIME = 500


@transaction.atomic
def end_account(*, account: Account, at: datetime) -> bool:
    """Let everything of a withdrawn member's account expire, and close it.

    Pending points are cancelled; the prepaid yen leave the account to be paid out by the office.
    Returns False, and leaves it alone, while points are held for something that is still open.
    """
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if account.held or account.closed_at:
        return False
    ledger_key = f"ending:{account.pk}"
    about = {
        "source": Transaction.Source.ENDING,
        "account_id": account.pk,
        "at": at,
        "reason": _("脱退により終了しました。"),
    }
    pending = Lot.objects.filter(account=account, pending=True, left__gt=0)
    postings = [
        Posting(
            key=f"{ledger_key}:cancel:{lot.pk}",
            kind=Kind.CANCEL,
            points=lot.left,
            of_id=lot.transaction_id,
            **about,
        )
        for lot in pending
    ]
    if account.available:
        postings.append(
            Posting(key=f"{ledger_key}:expire", kind=Kind.EXPIRE, points=account.available, **about)
        )
    if account.prepaid:
        postings.append(
            Posting(key=f"{ledger_key}:refund", kind=Kind.REFUND, points=account.prepaid, **about)
        )
    if postings:
        ledger.post(*postings)
    Account.objects.filter(pk=account.pk).update(closed_at=at)
    return True


def end_accounts_of_the_withdrawn(*, at: datetime) -> int:
    """End the accounts of members who left POINTS_ENDING_DAYS ago; return how many.

    Each by itself: safe to run twice and to die in between. What is held waits for its end. The
    days are for a wrong row of the members' system: nothing brings back what has expired, so a
    member who is there again gets the account open again, and staff correct the rest.
    """
    reopened = Account.objects.filter(closed_at__isnull=False)
    reopened.exclude(member__state=Member.State.WITHDRAWN).update(closed_at=None)
    ended = 0
    accounts = Account.objects.filter(
        member__state=Member.State.WITHDRAWN,
        member__updated_at__lte=at - timedelta(days=settings.POINTS_ENDING_DAYS),
        closed_at__isnull=True,
        held=0,
    )
    for account in accounts.order_by("pk").iterator(chunk_size=_AT_A_TIME):
        try:
            ended += end_account(account=account, at=at)
        except DatabaseError as error:
            logger.error("Account %s is not ended: %s.", account.pk, type(error).__name__)
    return ended
