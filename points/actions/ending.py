"""Withdrawal ends an account by entries: nothing is left in any pot."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Member
from points import ledger
from points.ledger import Posting
from points.models import Account, Lot, Transaction

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
    """End the accounts of members who have left, whoever told us; return how many.

    Each by itself: safe to run twice and to die in between. What is held waits for its end.
    """
    ended = 0
    accounts = Account.objects.filter(
        member__state=Member.State.WITHDRAWN, closed_at__isnull=True, held=0
    )
    for account in accounts.order_by("pk").iterator(chunk_size=_AT_A_TIME):
        ended += end_account(account=account, at=at)
    return ended
