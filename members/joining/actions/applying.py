"""What an applicant does first: begin, confirm the address, fill in."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Lower

from members.joining import links
from members.joining.actions import consents as consent_texts
from members.joining.actions import endings
from members.joining.actions.stepping import lock, start, take_step
from members.joining.models import Application, ConsentDocument
from members.joining.models.application import CODE_TRIES
from members.joining.refusals import (
    CodeOver,
    CodeWrong,
    StepNotPossible,
)
from members.joining.rules.steps import DRAFTS, WAITING, State, Step
from members.models import Member
from todock.lib.forms.typed import email_key
from todock.post import mail

#: Kinds of mail: see members.joining.mails.applying.
CONFIRM = "application_confirm"
STATUS_LINK = "application_status_link"
#: Most characters that are kept of one field.
MOST_CHARACTERS = 1_000


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
    answers = {"kind": kind, "email": email, "postcode": postcode, "consents": consents}
    try:
        with transaction.atomic():
            return _begin(**answers, at=at, member=member)
    except IntegrityError:
        # Somebody else has made the draft since we looked; now it is there to be found.
        with transaction.atomic():
            return _begin(**answers, at=at, member=member)


def send_again(*, application: Application, at: datetime) -> Application:
    """Mail the link and a new code: to the form of a draft, else to the status page."""
    with transaction.atomic():
        return _mail_way_in(lock(application), at)


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
        locked = lock(application)
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
        locked = lock(application)
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
        locked = lock(application)
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
