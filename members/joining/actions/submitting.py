"""What an applicant does with what is filled in: send in, answer, take back."""

from copy import copy
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from members.joining import pages
from members.joining.actions import approving, consents
from members.joining.actions.applying import is_open, is_over
from members.joining.actions.stepping import lock, take_step
from members.joining.models import Application, ConsentDocument, FirstSignInLink
from members.joining.queries import duplicates, proposal
from members.joining.refusals import ApplicationIncomplete, NothingAnswered, StepNotPossible
from members.joining.rules.steps import State, Step
from members.models import Member
from todock.post import mail, slack
from todock.post.models import OutgoingMail

#: Kind of the message to staff: see members.joining.mails.staff_messages.
APPLICATION_SUBMITTED = "application_submitted"
#: Kinds of mail: see members.joining.mails.applying.
RECEIVED = "application_received"
WITHDRAWN = "application_withdrawn"
#: Where the answer to a question of staff is kept in ``typed`` until it is sent.
ANSWER = "answer"
LONGEST_NAME = 30
#: Columns that a membership and an application call by one name.
_SAME = ["born_on", "phone", "other_phone", "postcode", "prefecture", "city", "street", "building"]


class _Answers(NamedTuple):
    """The columns that are written, the consents, and whether a page says something new."""

    columns: dict[str, object]
    consents: dict[ConsentDocument, bool]
    corrected: bool


def submit(*, application: Application, at: datetime) -> Application:
    """Send the application in: check every page again, write the answers to the columns.

    It gets its number, the applicant a receipt, staff a message and the reviewer a proposal for
    the course. An application that was sent in before is returned as it is: two submits of one
    form make one. Raises ApplicationIncomplete; StepNotPossible when its time is over.
    """
    with transaction.atomic():
        locked = lock(application)
        if locked.submitted_at is not None:
            return locked
        if not is_open(locked, at):
            raise StepNotPossible
        answers = _answers(locked)
        number = f"{locked.pk:08d}"
        sent = take_step(
            locked,
            Step.SUBMITTED,
            by=None,
            at=at,
            number=number,
            submitted_at=at,
            expires_at=None,
            **answers.columns,
        )
        consents.record(application=sent, given=answers.consents, at=at)
        mail.write(RECEIVED, to=sent, key=number, due_at=at)
        slack.tell(APPLICATION_SUBMITTED, number)
        return sent


def answer(*, application: Application, text: str, at: datetime) -> Application:
    """Answer the open question of staff with ``text``, with corrected pages, or with both.

    The answers are checked and written as on submission, and the application waits again. Raises
    ApplicationIncomplete; NothingAnswered when nothing was written and nothing corrected;
    StepNotPossible when no answer is awaited any more.
    """
    with transaction.atomic():
        locked = lock(application)
        if locked.state != State.ASKED_BACK or is_over(locked, at):
            raise StepNotPossible
        answers = _answers(locked)
        if not text and not answers.corrected:
            raise NothingAnswered
        locked.questions.filter(answered_at=None).update(answer=text, answered_at=at)
        consents.record(application=locked, given=answers.consents, at=at)
        typed = {slug: kept for slug, kept in locked.typed.items() if slug != ANSWER}
        columns = {**answers.columns, "typed": typed, "expires_at": None}
        return take_step(locked, Step.ANSWERED, by=None, at=at, **columns)


def withdraw(*, application: Application, at: datetime) -> Application:
    """Take the application back, as the applicant asks. Raises StepNotPossible."""
    with transaction.atomic():
        taken_back = take_step(application, Step.WITHDRAWN, by=None, at=at)
        mail.write(WITHDRAWN, to=taken_back, key=taken_back.number or "draft", due_at=at)
        return taken_back


def mail_first_sign_in(*, application: Application, at: datetime) -> OutgoingMail:
    """Mail the approval with the way to the first sign-in once more, to the applicant's address.

    Raises StepNotPossible when the way was used, or is too old.
    """
    with transaction.atomic():
        locked = lock(application)
        links_left = FirstSignInLink.objects.filter(application=locked, used_at=None)
        if not links_left.filter(expires_at__gt=at).exists():
            raise StepNotPossible
        sent = locked.outgoing_mails.filter(kind=approving.APPROVED).count()
        key = f"{locked.number}:{sent + 1}"
        return mail.write(approving.APPROVED, to=locked, key=key, due_at=at)


def _answers(application: Application) -> _Answers:
    """Read every page again. Raises ApplicationIncomplete."""
    columns = {} if application.joins else _of_membership(application.member)
    given, corrected = {}, False
    for page in pages.pages_of(application):
        form = pages.form_of(page, application)
        if not form.is_valid():
            raise ApplicationIncomplete
        typed = {name: value for name, value in form.cleaned_data.items() if name != "consents"}
        corrected |= any(
            getattr(application, name) != value
            for name, value in typed.items()
            if name not in form.read_anew
        )
        columns |= typed
        given |= form.cleaned_data.get("consents", {})
    # The proposal looks at the answers, which the row has not got yet.
    wished = copy(application)
    for name, value in columns.items():
        setattr(wished, name, value)
    columns["proposed_course"] = proposal.propose_course(wished)
    return _Answers(columns | duplicates.keys(**columns), given, corrected)


def _of_membership(member: Member) -> dict[str, object]:
    """What a member who asks for the delivery is not asked again."""
    family_name, given_name = _parts(member.name)
    family_kana, given_kana = _parts(member.kana)
    return {
        "family_name": family_name,
        "given_name": given_name,
        "family_kana": family_kana,
        "given_kana": given_kana,
        **{name: getattr(member, name) for name in _SAME},
    }


def _parts(name: str) -> tuple[str, str]:
    """Family and given name; a name of the feed without a blank in it is all family name."""
    family, _blank, given = " ".join(name.split()).partition(" ")
    return family[:LONGEST_NAME], (family[LONGEST_NAME:] + given)[:LONGEST_NAME]
