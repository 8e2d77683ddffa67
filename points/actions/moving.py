"""Points that go elsewhere: to another card or membership, to a campaign, to スマちょこ."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Member, User
from points import refusals
from points.actions import ledger
from points.actions.accounts import account_of
from points.actions.ledger import Posted, Posting
from points.models import Account, Donation, Transaction
from todock.lib import clock

Kind, Source = Transaction.Kind, Transaction.Source


def main_card_of(member: Member) -> Member | None:
    """Return the holder of the main card, of the household of a family card's holder, or None."""
    if member.card_kind != Member.CardKind.FAMILY or member.household_id is None:
        return None
    return Member.objects.filter(
        household=member.household_id,
        card_kind=Member.CardKind.MAIN,
        state__in=[Member.State.ACTIVE, Member.State.PAUSED],
    ).first()


def move_to_main_card(*, member: Member, points: int, key: str, at: datetime) -> Posted:
    """Move points of a family card to the main card of its household; their days stay.

    Raises NoMainCard, NotEnoughPoints or AccountClosed.
    """
    main = main_card_of(member)
    if main is None:
        raise refusals.NoMainCard
    return ledger.post(
        Posting(
            key=key,
            kind=Kind.TRANSFER,
            source=Source.FAMILY,
            account_id=account_of(member).pk,
            other_id=account_of(main).pk,
            points=points,
            at=at,
        )
    )[0]


@transaction.atomic
def merge(
    *,
    old: Member,
    new: Member,
    by: User,
    at: datetime,
    key: str | None = None,
    seen: int | None = None,
) -> Posted | None:
    """Move all that is available to the membership that stays, once two were one person's.

    With the ``key`` of the form it moves once, however often the form comes. ``seen`` is what
    was available when it was asked for. None when there is nothing to move. Raises SameMember,
    NotOnlyAvailable while something is pending, held or prepaid (a withdrawal would end it),
    ChangedMeanwhile when it is another sum by now, or AccountClosed.
    """
    if old.pk == new.pk:
        raise refusals.SameMember
    pair = [account_of(old).pk, account_of(new).pk]
    locked = Account.objects.select_for_update(no_key=True).filter(pk__in=pair).order_by("pk")
    account, target = sorted(locked, key=lambda each: pair.index(each.pk))
    if key and (done := ledger.find(key)):
        return Posted(done.pk, replayed=True)
    if seen not in (None, account.available):
        raise refusals.ChangedMeanwhile
    if account.pending or account.held or account.prepaid:
        raise refusals.NotOnlyAvailable
    if account.available == 0:
        return None
    return ledger.post(
        Posting(
            key=key or f"merge:{account.pk}:{target.pk}:{at:%Y%m%d%H%M%S}",
            kind=Kind.TRANSFER,
            source=Source.MERGE,
            account_id=account.pk,
            other_id=target.pk,
            points=account.available,
            at=at,
            reason=_("組合員番号を一つにまとめました。"),
            by_id=by.pk,
        )
    )[0]


def donate(*, member: Member, points: int, donation: Donation, key: str, at: datetime) -> Posted:
    """Give points to a campaign that collects on this day.

    Raises DonationOver, NotEnoughPoints or AccountClosed.
    """
    if not donation.starts_on <= clock.japan_date(at) <= donation.ends_on:
        raise refusals.DonationOver
    return ledger.post(
        Posting(
            key=key,
            kind=Kind.DONATE,
            source=Source.MEMBER,
            account_id=account_of(member).pk,
            points=points,
            at=at,
            subject=f"donation:{donation.pk}",
            place=donation.name,
        )
    )[0]


def exchange(*, member: Member, points: int, key: str, at: datetime) -> Posted:
    """Exchange points for yen on the prepaid card, one for one, within its ceiling.

    Needs 本人確認 (docs/domain.md rule 17): the sign-in is tied to the member. Raises
    IdentityNotConfirmed, NotEnoughPoints, OverCeiling or AccountClosed.
    """
    if member.user_id is None:
        raise refusals.IdentityNotConfirmed
    return ledger.post(
        Posting(
            key=key,
            kind=Kind.EXCHANGE,
            source=Source.MEMBER,
            account_id=account_of(member).pk,
            points=points,
            at=at,
        )
    )[0]
