"""What reviewers do with an application: take it, give it back, ask, approve, refuse, withdraw.

Whoever takes an application has a lease on it for JOIN_TAKE_MINUTES; only the leaseholder decides,
and only while it lasts. That is judged by the clock of the database after the row is locked, so
two reviewers never decide the same one, whatever their pages showed.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from members.joining.actions import approving
from members.joining.actions.stepping import lock, take_step
from members.joining.actions.submitting import WITHDRAWN
from members.joining.models import Application, ApplicationQuestion
from members.joining.queries import duplicates
from members.joining.refusals import (
    LeasedToAnother,
    LeaseIsOver,
    PossibleDuplicate,
    QuestionNeedsWords,
    StepNotPossible,
)
from members.joining.rules import reasons
from members.joining.rules.steps import State, Step
from members.models import Course, User
from members.queries.coming_cycles import still_coming
from members.refusals import ReasonNeeded
from todock.lib import clock
from todock.lib.refusals import Refusal
from todock.post import mail

#: Kinds of mail: see members.joining.mails.decisions.
ASKED = "application_asked"
REFUSED = "application_refused"


class Approved(NamedTuple):
    """What became of a bulk approval: those approved, and those refused, each with the reason."""

    done: list[Application]
    refused: list[tuple[Application, str]]


def take(*, application: Application, by: User, at: datetime) -> Application:
    """Give ``by`` the application for JOIN_TAKE_MINUTES, counted by the clock of the database.

    The leaseholder prolongs it, without another event. Raises LeasedToAnother while somebody else
    has the lease, StepNotPossible when nobody waits for its decision.
    """
    with transaction.atomic():
        locked, now = _locked(application)
        until = now + timedelta(minutes=settings.JOIN_TAKE_MINUTES)
        if locked.state == State.IN_REVIEW and locked.reviewer_id == by.pk:
            locked.taken_until = until
            locked.save(update_fields=["taken_until"])
            return locked
        if locked.state == State.IN_REVIEW and locked.taken_until > now:
            raise LeasedToAnother(locked.reviewer, locked.taken_until)
        return take_step(locked, Step.TAKEN, by=by, at=at, reviewer=by, taken_until=until)


def release(*, application: Application, by: User, at: datetime) -> Application:
    """Put the application back into the queue.

    The leaseholder may do so after it is over, too. Raises LeasedToAnother, StepNotPossible.
    """
    with transaction.atomic():
        locked, _now = _locked(application)
        if locked.state != State.IN_REVIEW:
            raise StepNotPossible
        if locked.reviewer_id != by.pk:
            raise LeasedToAnother(locked.reviewer, locked.taken_until)
        return take_step(locked, Step.RELEASED, by=by, at=at)


def ask(
    *, application: Application, code: str, text: str, by: User, at: datetime
) -> ApplicationQuestion:
    """Ask the applicant, who has JOIN_ANSWER_DAYS to answer, by mail and on the status page.

    ``code`` is one of rules.reasons.QUESTIONS; ``text`` adds words of the reviewer's own, and
    must for ``other``. Raises ReasonNeeded, QuestionNeedsWords, and what _leased raises.
    """
    if code not in reasons.QUESTIONS:
        raise ReasonNeeded
    if code == "other" and not text.strip():
        raise QuestionNeedsWords
    with transaction.atomic():
        leased = _leased(application, by)
        expires_at = at + timedelta(days=settings.JOIN_ANSWER_DAYS)
        take_step(leased, Step.ASKED, by=by, at=at, reason=code, expires_at=expires_at)
        question = ApplicationQuestion.objects.create(
            application=leased, code=code, text=text.strip(), asked_by=by, asked_at=at
        )
        mail.write(ASKED, to=leased, key=str(question.pk))
    return question


def approve(
    *,
    application: Application,
    course: Course | None,
    first_cycle: str,
    by: User,
    at: datetime,
) -> Application:
    """Approve the application: membership, card, way in and mail, all or nothing.

    ``course`` and ``first_cycle`` (a code; '' for every cycle) are for the delivery; who only
    joins has neither. With MEMBER_NUMBER_SOURCE ``feed`` a newcomer becomes a member when
    ``application_results`` brings the number. The ``applications`` file of the next hour takes
    it along.

    Raises CourseMissing, NotInThisState, MemberNumbersExhausted, RegistrationBusy, and what _leased
    raises.
    """
    with transaction.atomic():
        leased = _leased(application, by)
        changes = approving.admit(leased, course=course, first_cycle=first_cycle, by=by, at=at)
        return take_step(leased, Step.APPROVED, by=by, at=at, **changes)


def approve_all(
    *,
    applications: Sequence[Application],
    looked: Mapping[int, Collection[str]],
    by: User,
    at: datetime,
) -> Approved:
    """Take and approve each on its own, with the proposed course and the hoped-for first cycle.

    ``looked`` says at whom ``by`` looked for each: the keys of the duplicates that were shown, by
    the id of the application. Nobody is approved who may be anybody else, nor two of one batch
    who may be one. One that is refused stays as it was, and does not stop the others.
    """
    batch = {f"application-{application.pk}" for application in applications}
    result = Approved([], [])
    for application in applications:
        try:
            with transaction.atomic():
                leased = take(application=application, by=by, at=at)
                found = {each.key for each in duplicates.find(leased)}
                if found & batch or found.difference(looked.get(leased.pk, ())):
                    raise PossibleDuplicate
                approved = approve(
                    application=leased,
                    course=leased.proposed_course,
                    first_cycle=still_coming(leased.first_cycle_hoped, at, leased.proposed_course),
                    by=by,
                    at=at,
                )
        except Refusal as refusal:
            result.refused.append((application, refusal.message))
        else:
            result.done.append(approved)
    return result


def refuse(*, application: Application, reason: str, by: User, at: datetime) -> Application:
    """Refuse the application with a code of rules.reasons.REFUSALS; a mild mail says so.

    Raises ReasonNeeded, and what _leased raises.
    """
    return _end(application, Step.REFUSED, reasons.REFUSALS, reason, REFUSED, by=by, at=at)


def withdraw(*, application: Application, reason: str, by: User, at: datetime) -> Application:
    """Withdraw the application for an applicant who asked for it, by a code of WITHDRAWALS.

    Raises ReasonNeeded, and what _leased raises.
    """
    return _end(application, Step.WITHDRAWN, reasons.WITHDRAWALS, reason, WITHDRAWN, by=by, at=at)


def _end(
    application: Application,
    step: Step,
    known: Mapping[str, reasons.Reason],
    reason: str,
    kind: str,
    *,
    by: User,
    at: datetime,
) -> Application:
    if reason not in known:
        raise ReasonNeeded
    with transaction.atomic():
        leased = _leased(application, by)
        ended = take_step(leased, step, by=by, at=at, reason=reason)
        mail.write(kind, to=leased, key=leased.number)
    return ended


def _leased(application: Application, by: User) -> Application:
    """Return the application locked, if ``by`` has the lease on it now.

    Raises StepNotPossible when it is not in review, LeasedToAnother, and LeaseIsOver when the time
    ran out.
    """
    locked, now = _locked(application)
    if locked.state != State.IN_REVIEW:
        raise StepNotPossible
    if locked.taken_until <= now:
        raise LeaseIsOver
    if locked.reviewer_id != by.pk:
        raise LeasedToAnother(locked.reviewer, locked.taken_until)
    return locked


def _locked(application: Application) -> tuple[Application, datetime]:
    """Lock the row, and only then read the clock of the database.

    What is joined to a row is as old as the wait for its lock: related rows are read after it.
    """
    return lock(application), clock.database_now()
