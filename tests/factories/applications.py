"""Applications in any state, brought there by the real steps. 田中さん wants to join.

Keyword arguments replace any column. What a function needs, it creates.
"""

from datetime import date, datetime, timedelta
from itertools import count

from members.joining.actions import decisions
from members.joining.actions.stepping import start, take_step
from members.joining.models import (
    Application,
    ApplicationConsent,
    ApplicationQuestion,
    ConsentDocument,
)
from members.joining.queries import duplicates
from members.joining.rules.steps import Step
from members.models import Course, User
from tests.factories import people
from todock.lib import clock

_numbers = count(1)
#: What the box of a text sends when it is ticked: the id of the version of ``document``.
TICKS = {kind: str(9_000 + place) for place, kind in enumerate(ConsentDocument.Kind.values)}
TANAKA = {
    "email": "tanaka@example.jp",
    "family_name": "田中",
    "given_name": "実",
    "family_kana": "タナカ",
    "given_kana": "ミノル",
    "born_on": date(1980, 5, 5),
    "phone": "0111112222",
    "contact_by": "either",
    "postcode": "0630812",
    "prefecture": "北海道",
    "city": "札幌市西区",
    "street": "琴似二条2丁目3-4",
    "building": "メゾン琴似101",
    "adults": 2,
    "seniors": 0,
}
MEMBERSHIP = {"share_units": 5}
DELIVERY = {
    "delivers_to": "home",
    "building_kind": "flat",
    "drop_place": "玄関前",
    "locked_entrance": False,
    "weekday_hoped": 3,
    "first_cycle_hoped": "2026114",
    "paper_catalogue": True,
}


def somebody(number: int) -> dict[str, str]:
    """Columns of a person, the ``number``-th up to 7, who has nothing in common with the others."""
    return {
        "family_kana": "アイウエカキクケ"[number],
        "phone": f"011000000{number}",
        "email": f"p{number}@example.jp",
        "street": f"琴似一条{number}丁目",
    }


def draft(kind: str = "both", *, at: datetime | None = None, **kw: object) -> Application:
    """A draft whose e-mail is not confirmed yet; nothing but the e-mail is known."""
    at = at or clock.now()
    fields = {"email": TANAKA["email"], "expires_at": at + timedelta(days=30), **kw}
    return start(Application(kind=kind, **fields), at=at)


def confirmed(kind: str = "both", *, at: datetime | None = None, **kw: object) -> Application:
    """A draft whose e-mail is confirmed."""
    at = at or clock.now()
    return take_step(draft(kind, at=at, **kw), Step.CONFIRMED, by=None, at=at)


def submitted(kind: str = "both", *, at: datetime | None = None, **kw: object) -> Application:
    """One that waits in the queue, filled in, with its number; ``kind`` both unless told.

    For ``delivery`` it is 佐藤さん's unless ``member`` says whose.
    """
    at = at or clock.now()
    fields = _filled_in(kind, kw)
    application = confirmed(kind, at=at, email=fields["email"], member=fields.pop("member", None))
    for document_kind in ConsentDocument.Kind.values:
        ApplicationConsent.objects.create(
            application=application, document=document(document_kind), given=True, at=at
        )
    fields = {"submitted_at": at, "expires_at": None, **fields}
    return take_step(application, Step.SUBMITTED, by=None, at=at, **fields)


def in_review(
    kind: str = "both", *, by: User | None = None, at: datetime | None = None, **kw: object
) -> Application:
    """One on which ``by`` (a reviewer, unless told) has the lease."""
    at = at or clock.now()
    application = submitted(kind, at=at, **kw)
    return decisions.take(application=application, by=by or reviewer(), at=at)


def asked_back(
    kind: str = "both",
    *,
    code: str = "address",
    text: str = "部屋番号を教えてください。",
    by: User | None = None,
    at: datetime | None = None,
    **kw: object,
) -> Application:
    """One with an open question of ``by``."""
    at, by = at or clock.now(), by or reviewer()
    application = in_review(kind, by=by, at=at, **kw)
    decisions.ask(application=application, code=code, text=text, by=by, at=at)
    return _again(application)


def answered(kind: str = "both", *, at: datetime | None = None, **kw: object) -> Application:
    """One whose question was answered: it waits in the queue again."""
    at = at or clock.now()
    application = asked_back(kind, at=at, **kw)
    ApplicationQuestion.objects.filter(application=application, answered_at=None).update(
        answer="101号室です。", answered_at=at
    )
    return take_step(application, Step.ANSWERED, by=None, at=at, expires_at=None)


def approved(
    kind: str = "both",
    *,
    course: Course | None = None,
    first_cycle: str = "2026114",
    by: User | None = None,
    at: datetime | None = None,
    **kw: object,
) -> Application:
    """One that was approved; a member with a card, unless the number has still to come."""
    at, by = at or clock.now(), by or reviewer()
    application = in_review(kind, by=by, at=at, **kw)
    if application.wants_delivery:
        course = course or people.course()
    return decisions.approve(
        application=application, course=course, first_cycle=first_cycle, by=by, at=at
    )


def refused(
    kind: str = "both",
    *,
    reason: str = "area",
    by: User | None = None,
    at: datetime | None = None,
    **kw: object,
) -> Application:
    """One that was refused."""
    at, by = at or clock.now(), by or reviewer()
    application = in_review(kind, by=by, at=at, **kw)
    return decisions.refuse(application=application, reason=reason, by=by, at=at)


def withdrawn(kind: str = "both", *, at: datetime | None = None, **kw: object) -> Application:
    """One that the applicant withdrew after sending it in."""
    at = at or clock.now()
    return take_step(submitted(kind, at=at, **kw), Step.WITHDRAWN, by=None, at=at)


def expired(kind: str = "both", *, at: datetime | None = None, **kw: object) -> Application:
    """One whose question was never answered."""
    at = at or clock.now()
    return take_step(asked_back(kind, at=at, **kw), Step.EXPIRED, by=None, at=at)


def reviewer(subject: str = "reviewer", **kw: object) -> User:
    """審査の職員: a sign-in, made on the first call. Give ``subject`` for another one."""
    found = User.objects.filter(username=f"oidc-{subject}").first()
    return found or people.user(subject, **{"name": "審査の職員", "is_staff": True, **kw})


def document(kind: str, version: str = "2026-04") -> ConsentDocument:
    """Return one version of a text that people agree to, made where it is missing."""
    fields = {"body": "本文", "starts_at": clock.now() - timedelta(days=30)}
    if version == "2026-04":
        fields["pk"] = TICKS[kind]
    return ConsentDocument.objects.get_or_create(kind=kind, version=version, defaults=fields)[0]


def _filled_in(kind: str, kw: dict[str, object]) -> dict[str, object]:
    fields = {**TANAKA, "number": f"9{next(_numbers):07}"}
    if kind != Application.Kind.DELIVERY:
        fields |= MEMBERSHIP
    elif "member" not in kw:
        fields["member"] = people.sato()
    if kind != Application.Kind.JOIN:
        fields |= DELIVERY
    fields |= kw
    keys = duplicates.keys(
        **{name: fields[name] for name in ("family_kana", "given_kana", "city", "street")}
    )
    return {**fields, **{name: value for name, value in keys.items() if name not in kw}}


def _again(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)
