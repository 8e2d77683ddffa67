"""What an applicant does: begin, confirm the address, fill in, send in, answer, take back."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Lower

from members.joining import consents as consent_texts
from members.joining import links, pages
from members.joining.actions import approving, endings
from members.joining.actions.stepping import start, take_step
from members.joining.models import Application, ConsentDocument, FirstSignInLink
from members.joining.models.application import CODE_TRIES
from members.joining.queries import duplicates
from members.joining.refusals import (
    ApplicationIncomplete,
    CodeOver,
    CodeWrong,
    NothingAnswered,
    StepNotPossible,
)
from members.joining.rules.steps import DRAFTS, WAITING, State, Step
from members.models import Member
from members.queries import postcodes
from todock.lib.forms.typed import email_key
from todock.post import mail, slack
from todock.post.models import OutgoingMail

#: Kind of the message to staff: see members.joining.mails.staff_messages.
APPLICATION_SUBMITTED = "application_submitted"
#: Kinds of mail: see members.joining.mails.applying.
CONFIRM = "application_confirm"
STATUS_LINK = "application_status_link"
RECEIVED = "application_received"
WITHDRAWN = "application_withdrawn"
#: Where the answer to a question of staff is kept in ``typed`` until it is sent.
ANSWER = "answer"
#: Most characters that are kept of one field.
MOST_CHARACTERS = 1_000
LONGEST_NAME = 30
#: Columns that a membership and an application call by one name.
_SAME = ["born_on", "phone", "other_phone", "postcode", "prefecture", "city", "street", "building"]


class _Answers(NamedTuple):
    """The columns that are written, the consents, and whether a page says something new."""

    columns: dict[str, object]
    consents: dict[ConsentDocument, bool]
    corrected: bool


def begin(
    *,
    kind: str,
    email: str,
    postcode: str,
    consents: Mapping[ConsentDocument, bool],
    at: datetime,
    member: Member | None = None,
) -> Application:
    """Begin an application, or go on with the one that is open; mail the way in.

    One draft an address, one open application a ``member``: of two submits at once the second
    finds what the first made. A draft that is confirmed already keeps its kind and its answers,
    because anybody may type any address here; one that waits for the decision gets the way to
    its status page. A member whose registered address this is needs no mail: the draft is
    confirmed at once, and only then ``consents`` are recorded: whoever confirms another one gives
    them to ``confirm``, so that nobody agrees for the owner of the address.
    """
    wish = {"kind": kind, "email": email, "postcode": postcode, "consents": consents}
    try:
        with transaction.atomic():
            return _begin(**wish, at=at, member=member)
    except IntegrityError:
        # Somebody else has made the draft since we looked; now it is there to be found.
        with transaction.atomic():
            return _begin(**wish, at=at, member=member)


def send_again(*, application: Application, at: datetime) -> Application:
    """Mail the link and a new code: to the form of a draft, else to the status page."""
    with transaction.atomic():
        return _mail_way_in(_locked(application), at)


def confirm(
    *,
    application: Application,
    at: datetime,
    consents: Mapping[ConsentDocument, bool] | None = None,
) -> Application:
    """Take the e-mail for confirmed, because its link was opened. Doing it twice is fine.

    ``consents`` is what the same person agreed to when beginning. Keeps the draft for
    JOIN_DRAFT_DAYS from now. Does nothing to an application that is no draft any more, or whose
    time is over.
    """
    with transaction.atomic():
        locked = _locked(application)
        if locked.state not in DRAFTS or is_over(locked, at):
            return locked
        if locked.state == State.DRAFT:
            locked = take_step(locked, Step.CONFIRMED, by=None, at=at)
        locked.expires_at = _kept_until(at)
        locked.save(update_fields=["expires_at"])
        consent_texts.record(application=locked, given=consents or {}, at=at)
        return locked


def confirm_by_code(
    *,
    application: Application,
    code: str,
    at: datetime,
    consents: Mapping[ConsentDocument, bool] | None = None,
) -> Application:
    """Take the e-mail for confirmed, because the mailed ``code`` was typed. Else as ``confirm``.

    Each try is counted in the database before it is looked at, so that tries at once, or without
    Redis, are not more than CODE_TRIES. Raises CodeWrong; CodeOver when the code is too old or
    the tries are used up, so that only a new mail helps.
    """
    sent_after = at - timedelta(minutes=settings.JOIN_CODE_MINUTES)
    counted = Application.objects.filter(
        pk=application.pk, code_tries__lt=CODE_TRIES, code_sent_at__gt=sent_after
    ).update(code_tries=F("code_tries") + 1)
    application.refresh_from_db()
    if not counted or not links.has_code(application):
        raise CodeOver
    if not links.is_code(application, code):
        raise CodeOver if application.code_tries >= CODE_TRIES else CodeWrong
    return confirm(application=application, at=at, consents=consents)


def save_page(
    *, application: Application, slug: str, typed: Mapping[str, str], at: datetime
) -> Application:
    """Keep what was typed on the page ``slug``, valid or not. Other pages stay as they are.

    Raises StepNotPossible when the application is not with the applicant any more.
    """
    with transaction.atomic():
        locked = _locked(application)
        if not is_open(locked, at):
            raise StepNotPossible
        # A text of PostgreSQL holds no NUL.
        kept = {name: text.replace("\0", "")[:MOST_CHARACTERS] for name, text in typed.items()}
        locked.typed = {**locked.typed, slug: kept}
        if locked.state == State.CONFIRMED:
            locked.expires_at = _kept_until(at)
        locked.save(update_fields=["typed", "expires_at"])
        return locked


def change_kind(*, application: Application, kind: str, at: datetime) -> Application:
    """Let a newcomer join with the delivery or without it. What was typed stays.

    Raises StepNotPossible for a member's draft, and for what is no draft any more.
    """
    with transaction.atomic():
        locked = _locked(application)
        if locked.state != State.CONFIRMED or is_over(locked, at) or not locked.joins:
            raise StepNotPossible
        locked.kind = kind
        locked.save(update_fields=["kind"])
        return locked


def is_over(application: Application, at: datetime) -> bool:
    """Say whether a draft, or an open question, is past its time, also before a job says so."""
    waits = application.state in {*DRAFTS, State.ASKED_BACK}
    return waits and application.expires_at is not None and application.expires_at <= at


def is_open(application: Application, at: datetime) -> bool:
    """Say whether the applicant may change the answers now: a draft, or one asked back."""
    with_applicant = application.state in {State.CONFIRMED, State.ASKED_BACK}
    return with_applicant and not is_over(application, at)


def _begin(
    *,
    kind: str,
    email: str,
    postcode: str,
    consents: Mapping[ConsentDocument, bool],
    at: datetime,
    member: Member | None,
) -> Application:
    found = _open_application(email, member)
    if found is not None and is_over(found, at):
        endings.expire(pk=found.pk, at=at)
        found = None
    if found is None:
        found = start(Application(kind=kind, email=email, member=member), at=at)
    if found.state == State.DRAFT:
        found.kind, found.email = kind, email
        found.typed = {"address": {"postcode": postcode}} if postcode else {}
        found.expires_at = _kept_until(at)
        found.save(update_fields=["kind", "email", "typed", "expires_at"])
    if member is None or (found.state == State.DRAFT and not _is_registered(email, member)):
        return _mail_way_in(found, at)
    return confirm(application=found, at=at, consents=consents)


def _open_application(email: str, member: Member | None) -> Application | None:
    """The draft that is gone on with, else the application that waits; locked."""
    rows = Application.objects.select_for_update(of=["self"]).order_by("-pk")
    if member is not None:
        return rows.filter(member=member, state__in=[*DRAFTS, *WAITING]).first()
    rows = rows.alias(key=Lower("email")).filter(key=email_key(email))
    draft = rows.filter(member=None, state__in=DRAFTS).first()
    return draft or rows.filter(state__in=WAITING).first()


def _is_registered(email: str, member: Member) -> bool:
    return bool(member.email) and email_key(member.email) == email_key(email)


def _mail_way_in(application: Application, at: datetime) -> Application:
    """Queue the mail with the link and a new code, which takes the place of the last."""
    application.code_serial += 1
    application.code_tries = 0
    application.code_sent_at = at
    application.save(update_fields=["code_serial", "code_tries", "code_sent_at"])
    kind = CONFIRM if application.state in DRAFTS else STATUS_LINK
    mail.write(kind, to=application, key=str(application.code_serial), due_at=at)
    return application


def _kept_until(at: datetime) -> datetime:
    return at + timedelta(days=settings.JOIN_DRAFT_DAYS)


def _locked(application: Application) -> Application:
    return Application.objects.select_for_update(of=["self"]).get(pk=application.pk)


def submit(*, application: Application, at: datetime) -> Application:
    """Send the application in: check every page again, write the answers to the columns.

    It gets its number, the applicant a receipt, staff a message and the reviewer a proposal for
    the course. An application that was sent in before is returned as it is: two submits of one
    form make one. Raises ApplicationIncomplete; StepNotPossible when its time is over.
    """
    with transaction.atomic():
        locked = _locked(application)
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
        consent_texts.record(application=sent, given=answers.consents, at=at)
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
        locked = _locked(application)
        if locked.state != State.ASKED_BACK or is_over(locked, at):
            raise StepNotPossible
        answers = _answers(locked)
        if not text and not answers.corrected:
            raise NothingAnswered
        locked.questions.filter(answered_at=None).update(answer=text, answered_at=at)
        consent_texts.record(application=locked, given=answers.consents, at=at)
        typed = {slug: kept for slug, kept in locked.typed.items() if slug != ANSWER}
        columns = {**answers.columns, "typed": typed, "expires_at": None}
        return take_step(locked, Step.ANSWERED, by=None, at=at, **columns)


def withdraw(*, application: Application, at: datetime) -> Application:
    """Take the application back, on the applicant's wish. Raises StepNotPossible."""
    with transaction.atomic():
        taken_back = take_step(application, Step.WITHDRAWN, by=None, at=at)
        mail.write(WITHDRAWN, to=taken_back, key=taken_back.number or "draft", due_at=at)
        return taken_back


def mail_first_sign_in(*, application: Application, at: datetime) -> OutgoingMail:
    """Mail the approval with the way to the first sign-in once more, to the applicant's address.

    Raises StepNotPossible when the way was used, or is too old.
    """
    with transaction.atomic():
        locked = _locked(application)
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
    columns["proposed_course"] = postcodes.propose_course(wished)
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
