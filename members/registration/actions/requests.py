"""What members ask of staff, and what staff decide about it.

Kinds: another address or course, stopping, leaving, a family card.

The consequences are spelled out on the pages (templates/members/me/) before the member asks.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from members.actions.family import admit
from members.actions.row_lock import lock
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
from members.registration.actions import changes
from members.registration.queries.requests import REFUSALS, family_of, may_ask
from todock.post import mail

Kind = MemberRequest.Kind
State = MemberRequest.State
#: Kinds of mail: see members.registration.mails.
ASKED = "request_asked"
DECIDED = "request_decided"


def ask(*, member: Member, kind: str, content: dict, at: datetime) -> MemberRequest:
    """Put a request before staff, and confirm it by mail.

    ``content`` holds the fields by name, as JSON can keep them. Raises NotForThisMember, or
    AlreadyAsked while a request of this kind waits.
    """
    if not may_ask(member, kind):
        raise NotForThisMember
    try:
        with transaction.atomic():
            asked = MemberRequest.objects.create(
                member=member, kind=kind, content=content, asked_at=at
            )
            _mail(asked, ASKED)
    except IntegrityError as error:
        if _constraint_of(error) == "member_request_one_waiting_a_kind":
            raise AlreadyAsked from error
        raise
    return asked


def withdraw(*, asked: MemberRequest, at: datetime) -> MemberRequest:
    """Take a request back, by the member. Raises RequestDecided when it does not wait any more."""
    with transaction.atomic():
        locked = _waiting(asked)
        return _end(locked, State.WITHDRAWN, by=None, at=at)


def decide(
    *,
    asked: MemberRequest,
    approve: bool,
    by: User,
    at: datetime,
    reason: str = "",
    course: Course | None = None,
) -> MemberRequest:
    """Grant a request or refuse it, by staff; the member is told by mail.

    Granting does what was asked: an address or a course is written (``course`` is the new one;
    needed for a course, possible for an address), stopping and leaving set the state of the
    membership and end the card (leaving: the family cards of the household, and whatever else they
    asked for, too), a family card
    makes a member of the household with a number and a card of her own (where numbers are ours to
    give: MEMBER_NUMBER_SOURCE). Changes go out with ``member_changes``. A refusal needs a
    ``reason`` (members.registration.queries.requests.REFUSALS).

    Raises RequestDecided (decided or withdrawn already), NotInThisState when the member may not
    ask for it any more, CourseNeeded, ReasonNeeded, RegistrationBusy, MemberNumbersExhausted.
    """
    if not approve and reason not in REFUSALS:
        raise ReasonNeeded
    if approve and asked.kind == Kind.COURSE and course is None:
        raise CourseNeeded
    with transaction.atomic():
        # The member first: two requests of one member are decided one after the other.
        member = lock(asked.member)
        locked = _waiting(asked)
        locked.member = member
        if approve and not may_ask(member, locked.kind):
            raise NotInThisState(member.get_state_display())
        if approve:
            _grant(locked, by=by, at=at, course=course)
        ended = State.APPROVED if approve else State.REFUSED
        _end(locked, ended, by=by, at=at, reason="" if approve else reason)
        _mail(locked, DECIDED)
    return locked


def _waiting(asked: MemberRequest) -> MemberRequest:
    locked = MemberRequest.objects.select_for_update(of=["self"]).get(pk=asked.pk)
    if locked.state != State.WAITING:
        raise RequestDecided
    return locked


def _end(
    locked: MemberRequest, state: str, *, by: User | None, at: datetime, reason: str = ""
) -> MemberRequest:
    locked.state, locked.decided_by, locked.decided_at, locked.reason = state, by, at, reason
    locked.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    return locked


def _grant(asked: MemberRequest, *, by: User, at: datetime, course: Course | None) -> None:
    if asked.kind in (Kind.STOP, Kind.LEAVE):
        _part(asked, by=by, at=at)
    elif asked.kind == Kind.FAMILY_CARD:
        if settings.MEMBER_NUMBER_SOURCE == "feed":
            # The other system gives the number; the ``members`` feed brings the new member.
            return
        content = asked.content
        born_on = date.fromisoformat(content["born_on"])
        admit(request=asked, **{**content, "born_on": born_on}, by=by, at=at)
    else:
        names = ("postcode", "prefecture", "city", "street", "building")
        values = {name: asked.content[name] for name in names if name in asked.content}
        if course is not None:
            values["course"] = course
        _change(asked, asked.member, values, by=by, at=at)


def _part(asked: MemberRequest, *, by: User, at: datetime) -> None:
    leaves = asked.kind == Kind.LEAVE
    parting = [asked.member, *(family_of(asked.member) if leaves else [])]
    state = Member.State.WITHDRAWN if leaves else Member.State.SUSPENDED
    for each in parting:
        _change(asked, each, {"state": state}, by=by, at=at)
        actions.end(member=each, at=at, by=by)
    if leaves:
        others = MemberRequest.objects.filter(member__in=parting, state=State.WAITING)
        others.exclude(pk=asked.pk).update(state=State.WITHDRAWN, decided_by=by, decided_at=at)


def _change(asked: MemberRequest, member: Member, values: dict, *, by: User, at: datetime) -> None:
    # One mail tells the decision; a second one about its fields would only confuse.
    changes.change(member=member, values=values, by=by, at=at, request=asked, mails=False)


def _mail(asked: MemberRequest, kind: str) -> None:
    mail.write(kind, to=asked.member, key=str(asked.pk))


def _constraint_of(error: IntegrityError) -> str:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
