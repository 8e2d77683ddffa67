"""For every constraint of joining and of its mails: a row it accepts and one it refuses."""

from collections.abc import Callable
from datetime import date

from members.joining.models import (
    Application,
    ApplicationConsent,
    ApplicationEvent,
    ApplicationQuestion,
    ConsentDocument,
    FirstSignInLink,
)
from members.joining.rules.steps import LEGAL, State, Step
from tests.factories import people
from todock.lib import clock
from todock.post.models import OutgoingMail

Row = Callable[[], object]
NOW = clock.now()
PERSON = {
    "email": "tanaka@example.jp",
    "family_name": "田中",
    "given_name": "実",
    "family_kana": "タナカ",
    "given_kana": "ミノル",
    "born_on": date(1980, 5, 5),
    "phone": "0111112222",
    "postcode": "0630812",
    "prefecture": "北海道",
    "city": "札幌市西区",
    "street": "琴似二条2丁目3-4",
}
#: The steps that lead to a state.
WAY = {
    State.DRAFT: [],
    State.CONFIRMED: [Step.CONFIRMED],
    State.SUBMITTED: [Step.CONFIRMED, Step.SUBMITTED],
    State.IN_REVIEW: [Step.CONFIRMED, Step.SUBMITTED, Step.TAKEN],
    State.REFUSED: [Step.CONFIRMED, Step.SUBMITTED, Step.TAKEN, Step.REFUSED],
    State.WITHDRAWN: [Step.CONFIRMED, Step.WITHDRAWN],
}
NUMBERED = {"number": "00000001", "submitted_at": NOW}


def application(state: str = State.DRAFT, **fields) -> Application:
    """An application as a row, with the events that lead to its state."""
    values = {"kind": "join", **PERSON, **fields}
    made = Application.objects.create(state=state, **values)
    before = ""
    for step in [Step.STARTED, *WAY.get(state, [])]:
        after = next(to for each, start, to in LEGAL if (each, start) == (step, before))
        reason = "other" if step in {Step.ASKED, Step.REFUSED} else ""
        event(made, step=step, from_state=before, to_state=after, reason=reason)
        before = after
    return made


def event(made: Application, **fields) -> ApplicationEvent:
    return ApplicationEvent.objects.create(application=made, at=NOW, **fields)


def two_drafts(second: str) -> None:
    application(email="tanaka@example.jp")
    application(email=second)


def two_of_a_member(second_state: str) -> None:
    member = people.sato()
    application(kind="delivery", member=member)
    application(second_state, kind="delivery", member=member, decided_at=decided(second_state))


def decided(state: str) -> object:
    return NOW if state in {State.REFUSED, State.WITHDRAWN} else None


def submitted(**fields) -> Application:
    return application(State.SUBMITTED, **{**NUMBERED, **fields})


def in_review(**fields) -> Application:
    leased = {"reviewer": people.user("reviewer"), "taken_until": NOW}
    return application(State.IN_REVIEW, **{**NUMBERED, **leased, **fields})


def erased(**fields) -> Application:
    empty = dict.fromkeys(PERSON, "") | {"born_on": None, "postcode": "0630812"}
    return application(State.WITHDRAWN, **{**empty, "erased_at": NOW, "decided_at": NOW, **fields})


def question(**fields) -> None:
    asked = submitted()
    by = people.user("reviewer")
    for answered_at in (fields["first_answered_at"], None):
        ApplicationQuestion.objects.create(
            application=asked, code="other", asked_by=by, answered_at=answered_at
        )


def document(version: str = "test") -> ConsentDocument:
    return ConsentDocument.objects.create(kind="terms", version=version, body="本文", starts_at=NOW)


def two_documents(second: str) -> None:
    document("test-1")
    document(second)


def two_consents(*, same: bool) -> None:
    agreed = document("test-1")
    made = application()
    for each in (agreed, agreed if same else document("test-2")):
        ApplicationConsent.objects.create(application=made, document=each, given=True)


def link(**fields) -> FirstSignInLink:
    values = {"expires_at": NOW, **fields}
    if "member" not in values:
        values["member"] = people.sato()
    return FirstSignInLink.objects.create(**values)


def two_links(first_used_at: object) -> None:
    first = link(used_at=first_used_at)
    link(member=first.member)


def mail(**fields) -> OutgoingMail:
    return OutgoingMail.objects.create(**{"kind": "test", "key": "1", **fields})


def two_mails_to_an_applicant(second: str) -> None:
    to = application()
    mail(recipient=to, key="1")
    mail(recipient=to, key=second)


CASES: dict[str, tuple[Row, Row]] = {
    "application_kind_is_known": (lambda: application(kind="both"), lambda: application(kind="x")),
    "application_one_draft_an_address": (
        lambda: two_drafts("other@example.jp"),
        lambda: two_drafts("Tanaka@example.jp"),
    ),
    "application_one_open_a_member": (
        lambda: two_of_a_member(State.WITHDRAWN),
        lambda: two_of_a_member(State.CONFIRMED),
    ),
    # An unknown state fits none of its cases, either.
    "application_has_its_number_from_submission": (
        submitted,
        lambda: submitted(number=None),
    ),
    "application_in_review_is_complete": (submitted, lambda: submitted(given_name="")),
    "application_for_delivery_only_is_a_members": (
        lambda: submitted(kind="delivery", member=people.sato()),
        lambda: submitted(kind="delivery"),
    ),
    "application_is_taken_by_somebody_until_some_time": (
        in_review,
        lambda: in_review(taken_until=None),
    ),
    "application_is_taken_while_in_review_only": (
        in_review,
        lambda: submitted(reviewer=people.user("reviewer"), taken_until=NOW),
    ),
    "application_is_decided_when_final": (
        lambda: application(State.WITHDRAWN, decided_at=NOW),
        lambda: application(State.WITHDRAWN),
    ),
    "application_code_tries_are_few": (
        lambda: application(code_tries=5),
        lambda: application(code_tries=6),
    ),
    "application_erased_holds_no_person": (erased, lambda: erased(family_name="田中")),
    "application_step_is_legal": (
        lambda: application(State.CONFIRMED),
        lambda: event(
            application(), step=Step.APPROVED, from_state=State.DRAFT, to_state=State.APPROVED
        ),
    ),
    "application_question_and_refusal_say_why": (
        lambda: application(State.REFUSED, **NUMBERED, decided_at=NOW),
        lambda: event(
            in_review(), step=Step.REFUSED, from_state=State.IN_REVIEW, to_state=State.REFUSED
        ),
    ),
    "application_question_one_open_at_a_time": (
        lambda: question(first_answered_at=NOW),
        lambda: question(first_answered_at=None),
    ),
    "application_consent_once_a_document": (
        lambda: two_consents(same=False),
        lambda: two_consents(same=True),
    ),
    "consent_document_version_is_unique": (
        lambda: two_documents("test-2"),
        lambda: two_documents("test-1"),
    ),
    "consent_document_kind_is_known": (
        document,
        lambda: ConsentDocument.objects.create(kind="x", version="1", body="", starts_at=NOW),
    ),
    "first_sign_in_link_one_unused_a_member": (
        lambda: two_links(NOW),
        lambda: two_links(None),
    ),
    "first_sign_in_link_used_by_somebody_was_used": (
        lambda: link(used_by=people.user("1"), used_at=NOW),
        lambda: link(used_by=people.user("1")),
    ),
    "outgoing_mail_once_a_recipient_kind_and_key": (
        lambda: two_mails_to_an_applicant("2"),
        lambda: two_mails_to_an_applicant("1"),
    ),
}
