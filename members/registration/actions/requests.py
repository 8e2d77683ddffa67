"""What members ask of staff, and what staff decide about it.

Kinds: another address or course, stopping, leaving, a family card.

The consequences are spelled out on the pages (templates/members/me/) before the member asks.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from members.actions.family import admit
from members.actions.row_lock import hold
from members.card import actions
from members.models import Course, Member, MemberRequest, User
from members.refusals import (
    AlreadyAsked,
    CourseNeeded,
    NotForThisMember,
    NotInThisState,
    ReasonNeeded,
    RequestDecided,
)
from members.registration import wishes
from members.registration.actions import changes
from todock.post import mail

Kind = MemberRequest.Kind
State = MemberRequest.State
#: Kinds of mail: see members.registration.mails.
ASKED = "request_asked"
DECIDED = "request_decided"


def ask(*, member: Member, kind: str, wish: dict, at: datetime) -> MemberRequest:
    """Put a wish before staff, and confirm it by mail.

    ``wish`` holds the fields by name, as JSON can keep them. Raises NotForThisMember, or
    AlreadyAsked while a wish of this kind waits.
    """
    if not wishes.may_ask(member, kind):
        raise NotForThisMember
    try:
        with transaction.atomic():
            request = MemberRequest.objects.create(member=member, kind=kind, wish=wish, asked_at=at)
            _mail(request, ASKED)
    except IntegrityError as error:
        if _constraint_of(error) == "member_request_one_waiting_a_kind":
            raise AlreadyAsked from error
        raise
    return request


def withdraw(*, request: MemberRequest, at: datetime) -> MemberRequest:
    """Take a wish back, by the member. Raises RequestDecided when it does not wait any more."""
    with transaction.atomic():
        held = _waiting(request)
        return _end(held, State.WITHDRAWN, by=None, at=at)


def decide(
    *,
    request: MemberRequest,
    approve: bool,
    by: User,
    at: datetime,
    reason: str = "",
    course: Course | None = None,
) -> MemberRequest:
    """Grant a wish or refuse it, by staff; the member is told by mail.

    Granting does what was asked: an address or a course is written (``course`` is the new one;
    needed for a course, possible for an address), stopping and leaving set the state of the
    membership and end the card (leaving: the family cards of the household, and whatever else they
    wished, too), a family card
    makes a member of the household with a number and a card of her own (where numbers are ours to
    give: MEMBER_NUMBER_SOURCE). Changes go out with ``member_changes``. A refusal needs a
    ``reason`` (members.registration.wishes.REFUSALS).

    Raises RequestDecided (decided or withdrawn already), NotInThisState when the member may not
    wish for it any more, CourseNeeded, ReasonNeeded, RegistrationBusy, MemberNumbersExhausted.
    """
    if not approve and reason not in wishes.REFUSALS:
        raise ReasonNeeded
    if approve and request.kind == Kind.COURSE and course is None:
        raise CourseNeeded
    with transaction.atomic():
        # The member first: two wishes of one member are decided one after the other.
        member = hold(request.member)
        held = _waiting(request)
        held.member = member
        if approve and not wishes.may_ask(member, held.kind):
            raise NotInThisState(member.get_state_display())
        if approve:
            _grant(held, by=by, at=at, course=course)
        ended = State.APPROVED if approve else State.REFUSED
        _end(held, ended, by=by, at=at, reason="" if approve else reason)
        _mail(held, DECIDED)
    return held


def _waiting(request: MemberRequest) -> MemberRequest:
    held = MemberRequest.objects.select_for_update(of=["self"]).get(pk=request.pk)
    if held.state != State.WAITING:
        raise RequestDecided
    return held


def _end(
    held: MemberRequest, state: str, *, by: User | None, at: datetime, reason: str = ""
) -> MemberRequest:
    held.state, held.decided_by, held.decided_at, held.reason = state, by, at, reason
    held.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    return held


def _grant(request: MemberRequest, *, by: User, at: datetime, course: Course | None) -> None:
    if request.kind in (Kind.STOP, Kind.LEAVE):
        _part(request, by=by, at=at)
    elif request.kind == Kind.FAMILY_CARD:
        if settings.MEMBER_NUMBER_SOURCE == "feed":
            # The other system gives the number; the ``members`` feed brings the new member.
            return
        wish = request.wish
        born_on = date.fromisoformat(wish["born_on"])
        admit(request=request, **{**wish, "born_on": born_on}, by=by, at=at)
    else:
        names = ("postcode", "prefecture", "city", "street", "building")
        values = {name: request.wish[name] for name in names if name in request.wish}
        if course is not None:
            values["course"] = course
        _change(request, request.member, values, by=by, at=at)


def _part(request: MemberRequest, *, by: User, at: datetime) -> None:
    leaves = request.kind == Kind.LEAVE
    parting = [request.member, *(wishes.family_of(request.member) if leaves else [])]
    state = Member.State.WITHDRAWN if leaves else Member.State.SUSPENDED
    for each in parting:
        _change(request, each, {"state": state}, by=by, at=at)
        actions.end(member=each, at=at, by=by)
    if leaves:
        others = MemberRequest.objects.filter(member__in=parting, state=State.WAITING)
        others.exclude(pk=request.pk).update(state=State.WITHDRAWN, decided_by=by, decided_at=at)


def _change(
    request: MemberRequest, member: Member, values: dict, *, by: User, at: datetime
) -> None:
    # One mail tells the decision; a second one about its fields would only confuse.
    changes.change(member=member, values=values, by=by, at=at, request=request, mails=False)


def _mail(request: MemberRequest, kind: str) -> None:
    mail.write(kind, to=request.member, key=str(request.pk))


def _constraint_of(error: IntegrityError) -> str:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
