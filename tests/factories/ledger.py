"""Points for tests: accounts, and postings without the words that do not matter."""

from datetime import date, datetime
from itertools import count

from members.models import Member
from points.actions import account_of, ledger
from points.actions.ledger import Posted, Posting
from points.models import Account, Entry, Lot
from todock.lib import clock

_keys = count(1)


def post(account: Account, kind: str, points: int, **kw: object) -> Posted:
    """Post one movement; a key of its own, by a shop, now, unless told."""
    fields = {"key": f"test:{next(_keys)}", "source": "shop", "at": clock.now(), **kw}
    return ledger.post(Posting(kind=kind, account_id=account.pk, points=points, **fields))[0]


def earned(
    member: Member, points: int, *, expires_on: date | None = None, at: datetime | None = None
) -> Account:
    """Return the account of ``member`` with ``points`` more in it, in a lot of their own."""
    account = account_of(member)
    post(account, "earn", points, expires_on=expires_on, at=at or clock.now())
    account.refresh_from_db()
    return account


def balances(account: Account) -> tuple[int, int, int, int]:
    """Return what is available, pending, held and prepaid now."""
    account.refresh_from_db()
    return account.available, account.pending, account.held, account.prepaid


def lots(account: Account) -> list[tuple[date | None, int]]:
    """Return (last day, left) of the lots in which something is left, in the order of use."""
    found = Lot.objects.filter(account=account, left__gt=0, pending=False)
    return list(found.order_by("expires_on", "pk").values_list("expires_on", "left"))


def assert_sound() -> None:
    """Check what must hold of the whole ledger, straight from the rows."""
    for account in Account.objects.all():
        entries = dict.fromkeys([1, 2, 3, 4], 0)
        for entry in Entry.objects.filter(account=account):
            entries[entry.pot] += entry.amount
        assert tuple(entries.values()) == balances(account)
        lots_left = {True: 0, False: 0}
        for lot in Lot.objects.filter(account=account).prefetch_related("uses"):
            assert lot.left == lot.points - sum(use.points for use in lot.uses.all())
            lots_left[lot.pending] += lot.left
        assert (lots_left[False], lots_left[True]) == (account.available, account.pending)
    assert sum(Entry.objects.values_list("amount", flat=True)) == 0
