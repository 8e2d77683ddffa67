"""Every write about membership cards: issue, replace, end, and the check at the counter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from members import access_log
from members.actions.row_lock import hold
from members.card import codes, numbers
from members.models import AccessLog, CardCheck, CardEvent, Member, MembershipCard, User
from members.refusals import CardNumbersUsedUp, NoCard
from members.sign_in.tries import locked_until
from todock.post import mail

#: The kind of mail that says that a card was replaced; its key is the id of the new card.
REISSUED = "card_reissued"

Door = CardEvent.Door
Result = CardCheck.Result


@dataclass(frozen=True)
class Checked:
    """What a check at the counter found; ``card`` is None for a number that nobody has.

    ``result`` is None for a good card whose code has still to be asked for. ``locked_until`` is
    set with LOCKED. ``member`` may be shown: it is None unless the code came from her screen.
    """

    result: CardCheck.Result | None
    card: MembershipCard | None = None
    locked_until: datetime | None = None

    @property
    def member(self) -> Member | None:
        """Whose name is to be compared."""
        return self.card.member if self.result in (Result.VALID, Result.STALE) else None


def issue(
    *, member: Member, at: datetime, door: CardEvent.Door, by: User | None = None
) -> MembershipCard:
    """Return the good card of ``member``, issued now where there is none.

    Safe to call twice and side by side: there is one card in the end. ``member.card`` is set.
    Raises NoCard for those who have left or are suspended, CardNumbersUsedUp, RegistrationBusy.
    """
    with transaction.atomic():
        held = _hold(member)
        card = held.card or _issue_next(held, at=at, by=by, door=door)
    member.card = card
    if card is None:
        raise CardNumbersUsedUp
    return card


def revoke_and_reissue(
    *,
    member: Member,
    reason: MembershipCard.Reason,
    at: datetime,
    by: User | None,
    door: CardEvent.Door,
    issue: int | None = None,
) -> MembershipCard:
    """Revoke the card of ``member`` and return the next one; the old number is refused at once.

    The member is told by mail. With ``issue`` only the card of this count is replaced: a form
    that is sent twice replaces one card, and gets the same answer. Raises NoCard,
    RegistrationBusy; CardNumbersUsedUp once the old card is revoked, for it may be in wrong hands.
    """
    with transaction.atomic():
        held = _hold(member)
        old = held.card
        if old is None or issue in (None, old.issue):
            if old is not None:
                _revoke(old, reason, at=at, by=by, door=door)
            card = _issue_next(held, at=at, by=by, door=door)
            if card is not None:
                mail.write(REISSUED, to=held, key=str(card.pk))
        else:
            card = old
    member.card = card
    if card is None:
        raise CardNumbersUsedUp
    return card


def end(*, member: Member, at: datetime, by: User | None) -> None:
    """Revoke the card of a member who leaves or is suspended; none takes its place."""
    with transaction.atomic():
        held = hold(member)
        if held.card is not None:
            door = Door.SYSTEM if by is None else Door.DESK
            _revoke(held.card, MembershipCard.Reason.ENDED, at=at, by=by, door=door)
            Member.objects.filter(pk=held.pk).update(card=None)
    member.card = None


def check(*, number: str, code: str, by: User, at: datetime) -> Checked:
    """Judge the card with ``number`` at the counter, by the minute ``code`` on its screen.

    Without a code only what needs none is found: an unknown, a revoked, a locked card; a good one
    is answered with no result, and nothing is recorded of it. CARD_CODE_TRIES wrong codes within
    CARD_LOCK_MINUTES lock the card's check. They are counted in the database, one check of a card
    at a time, so that the lock hangs on no cache.
    """
    with transaction.atomic():
        card = _card_of(number)
        checked = Checked(Result.UNKNOWN) if card is None else _judged(card, code, at)
        if checked.result is None:
            return checked
        CardCheck.objects.create(card=card, result=checked.result, by=by, at=at)
        key = "" if card is None else str(card.pk)
        access_log.log(
            by=by, act=AccessLog.Act.LOOK, subject=AccessLog.Subject.CARD, key=key, at=at
        )
    return checked


def _hold(member: Member) -> Member:
    """Lock the row of ``member`` against a second issue. Raises NoCard, RegistrationBusy."""
    held = hold(member)
    if held.why_no_card:
        raise NoCard(held.why_no_card)
    return held


def _issue_next(
    held: Member, *, at: datetime, by: User | None, door: CardEvent.Door
) -> MembershipCard | None:
    """Give ``held`` her next card; none where its number would be that of an earlier one."""
    last = held.cards.aggregate(last=Max("issue"))["last"] or 0
    if last >= numbers.most_issues():
        Member.objects.filter(pk=held.pk).update(card=None)
        return None
    card = MembershipCard.objects.create(
        member=held,
        issue=last + 1,
        number=numbers.number(held.member_number, last + 1),
        seed=codes.new_seed(),
        issued_at=at,
    )
    CardEvent.objects.create(card=card, what=CardEvent.What.ISSUED, door=door, by=by, at=at)
    Member.objects.filter(pk=held.pk).update(card=card)
    return card


def _revoke(
    card: MembershipCard,
    reason: MembershipCard.Reason,
    *,
    at: datetime,
    by: User | None,
    door: CardEvent.Door,
) -> None:
    MembershipCard.objects.filter(pk=card.pk).update(revoked_at=at, reason=reason)
    CardEvent.objects.create(card=card, what=CardEvent.What.REVOKED, door=door, by=by, at=at)


def _card_of(number: str) -> MembershipCard | None:
    """The good card with ``number``, else the last that had it: held until the check is over."""
    cards = MembershipCard.objects.filter(number=number).select_related("member")
    return (
        cards.select_for_update(of=["self"], no_key=True)
        .order_by(F("revoked_at").desc(nulls_first=True), "-issue")
        .first()
    )


def _judged(card: MembershipCard, code: str, at: datetime) -> Checked:
    if card.revoked_at is not None or card.member.why_no_card:
        return Checked(Result.REVOKED, card)
    if until := _locked_until(card, at):
        return Checked(Result.LOCKED, card, until)
    if not code:
        return Checked(None, card)
    return Checked(Result(codes.judge(card.seed, code, at=at)), card)


def _locked_until(card: MembershipCard, at: datetime) -> datetime | None:
    minutes = settings.CARD_LOCK_MINUTES
    since = at - timedelta(minutes=2 * minutes)
    wrong = card.checks.filter(result=Result.WRONG, at__gt=since)
    return locked_until(
        list(wrong.values_list("at", flat=True)),
        tries=settings.CARD_CODE_TRIES,
        minutes=minutes,
        at=at,
    )
