"""The demo's work for staff: a queue of applications in every state, and what members ask for.

All of it goes through the actions that the pages call, as if it had come in over the last weeks.
The mails that follow from it are sent by the worker, as any.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from members.joining import consents, pages
from members.joining.actions import applying, decisions, endings
from members.joining.models import Application, ConsentDocument
from members.models import Member, MemberRequest, ServedPostcode, User
from members.registration.actions import changes, requests
from members.registration.forms.requests import FORMS
from members.sign_in.actions.identity import find_or_create_user
from orders.queries import coming_cycles
from todock.demo import accounts
from todock.demo.loading import feeds
from todock.demo.making import people
from todock.demo.making.feeds import write_correction
from todock.demo.making.source import read_data
from todock.lib import clock
from todock.lib.refusals import Refusal
from todock.lib.terminal import say

Kind = ConsentDocument.Kind
#: What is typed on each page, by the names of its fields and of the columns of the data.
FIELDS = {
    "name": ["family_name", "given_name", "family_kana", "given_kana"],
    "contact": ["phone", "other_phone", "contact_by"],
    "address": [
        *("postcode", "prefecture", "city", "town", "block", "building"),
        *("workplace", "workplace_postcode", "workplace_address"),
    ],
    "household": ["adults", "seniors", "child_1", "child_2"],
    "delivery": [
        *("delivers_to", "pickup_place", "building_kind", "drop_place", "locked_entrance"),
        *("weekday_hoped", "paper_catalogue"),
    ],
    "membership": ["share_units", "introducer_number"],
    "consents": ["news"],
}
#: What everybody types.
_ALIKE = {
    "delivery": {"first_cycle_hoped": "soonest"},
}
_MINUTE = timedelta(minutes=1)
_FILLED_IN_AFTER = 9 * _MINUTE


class _Wish(NamedTuple):
    """What a member asks of staff, as it is typed."""

    member_number: str
    kind: MemberRequest.Kind
    hours_ago: int
    typed: Mapping[str, str]


_WISHES = [
    _Wish(
        "1000000097",
        MemberRequest.Kind.ADDRESS,
        52,
        {
            "postcode": "001-0903",
            "prefecture": "北海道",
            "city": "札幌市北区",
            "town": "新琴似三条",
            "block": "九十四丁目1-3",
            "building": "コーポすずらん 102",
            "note": "引っ越しの前の週まで、いまの住所にお願いします。",
        },
    ),
    _Wish(
        "1000000193",
        MemberRequest.Kind.COURSE,
        20,
        {"weekday": "5", "note": "月曜日は仕事で留守になりました。"},
    ),
    _Wish(
        "1000000073",
        MemberRequest.Kind.FAMILY_CARD,
        5,
        {
            "family_name": "長谷川",
            "given_name": "翔太",
            "family_kana": "ハセガワ",
            "given_kana": "ショウタ",
            "born_year": "2002",
            "born_month": "7",
            "born_day": "3",
            "phone": "080-0000-1320",
        },
    ),
]


def load(*, at: datetime) -> None:
    """Send everything in, once on a machine; safe at every start.

    Needs the demo week. Where applications have come in already, nothing is added to them.
    """
    mark = settings.VAR_DIR / "demo" / "applied"
    # A machine that got its week before there were postcodes in it has them with the next one.
    if mark.exists() or not ServedPostcode.objects.exists():
        return
    if not Application.objects.exists():
        say("Sending in the demo's applications (first time only) ...")
        with transaction.atomic():
            _apply(at)
            _ask(at)
            _change_a_phone(at)
    feeds.receive(write_correction(mark.parent / "later", clock.japan_date(at)))
    mark.write_text(clock.japan_date(at).isoformat())


def _apply(at: datetime) -> None:
    for row in read_data("applications"):
        try:
            with transaction.atomic():
                _review(_send_in(row, at), row, at)
        except Refusal as refusal:
            # Other settings than ours, as of the share units, may refuse what somebody typed.
            say(f"  without {row['email']}: {refusal}")


def _send_in(row: Mapping[str, str], at: datetime) -> Application:
    """Bring an application as far as the applicant does alone."""
    begun_at = _ago(at, row["begun_hours_ago"])
    member = Member.objects.filter(member_number=row["member_number"]).first()
    application = applying.begin(
        kind=row["kind"],
        email=row["email"],
        postcode=row["postcode"],
        consents=_terms(begun_at),
        member=member,
        at=begun_at,
    )
    if row["story"] == "draft":
        return application
    confirmed_at = begun_at + 2 * _MINUTE
    application = applying.confirm(
        application=application, at=confirmed_at, consents=_terms(begun_at)
    )
    for page in pages.pages_of(application):
        if typed := _typed(page.slug, row):
            application = applying.save_page(
                application=application, slug=page.slug, typed=typed, at=confirmed_at
            )
    if row["story"] == "confirmed":
        return application
    return applying.submit(application=application, at=begun_at + _FILLED_IN_AFTER)


def _typed(slug: str, row: Mapping[str, str]) -> dict[str, str]:
    """Return what stands on a page; nothing where the applicant has not come so far."""
    if slug == "consents":
        return _ticks(row)
    typed = {field: row[field] for field in FIELDS[slug] if row[field]}
    if slug == "name" and typed:
        # The first of the three fields takes a whole date, too.
        typed["born_year"] = row["born_on"]
    return {**typed, **_ALIKE.get(slug, {})} if typed or row["adults"] else {}


def _ticks(row: Mapping[str, str]) -> dict[str, str]:
    """Return the boxes that are ticked, of the texts that are in force."""
    if not row["adults"]:
        return {}
    wanted = set(Kind) if row["news"] else set(Kind) - {Kind.NEWS}
    in_force = consents.in_force(clock.now())
    return {kind: str(text.pk) for kind, text in in_force.items() if kind in wanted}


def _terms(at: datetime) -> dict[ConsentDocument, bool]:
    """Return what is ticked on the first page."""
    return {text: True for kind, text in consents.in_force(at).items() if kind == Kind.TERMS}


def _review(application: Application, row: Mapping[str, str], at: datetime) -> None:
    """Let staff do, or the applicant take back, what the story tells."""
    reviewed_at = _ago(at, row["reviewed_hours_ago"])
    match row["story"]:
        case "withdrawn":
            later = application.submitted_at + timedelta(hours=3)
            applying.withdraw(application=application, at=later)
        case "in_review":
            other = _user(people.STAFF_EMAIL)
            decisions.take(application=application, by=other, at=reviewed_at)
        case "approved" | "refused" | "asked_back" | "answered" | "expired":
            reviewer = _user(people.REVIEWER_EMAIL)
            decisions.take(application=application, by=reviewer, at=reviewed_at)
            _decide(application, row, reviewer, reviewed_at + 6 * _MINUTE)


def _decide(
    application: Application, row: Mapping[str, str], by: User, decided_at: datetime
) -> None:
    match row["story"]:
        case "approved":
            course = application.proposed_course
            cycles = coming_cycles.cycles(clock.now(), course)
            decisions.approve(
                application=application,
                course=course,
                first_cycle=cycles[0][0] if cycles else "",
                by=by,
                at=decided_at,
            )
        case "refused":
            decisions.refuse(application=application, reason=row["reason"], by=by, at=decided_at)
        case story:
            decisions.ask(
                application=application,
                code=row["reason"],
                text=row["question"],
                by=by,
                at=decided_at,
            )
            if story == "answered":
                later = decided_at + timedelta(hours=5)
                applying.answer(application=application, text=row["answer"], at=later)
            elif story == "expired":
                endings.expire_due(at=decided_at + timedelta(days=settings.JOIN_ANSWER_DAYS))


def _ask(at: datetime) -> None:
    for wish in _WISHES:
        member = Member.objects.get(member_number=wish.member_number)
        form = FORMS[wish.kind](member, wish.typed)
        if form.is_valid():
            asked_at = at - timedelta(hours=wish.hours_ago)
            requests.ask(member=member, kind=wish.kind, wish=form.wish(), at=asked_at)


def _change_a_phone(at: datetime) -> None:
    """Change what the correction of the members' system is about to contradict."""
    member = Member.objects.get(member_number=people.CORRECTED_NUMBER)
    values = {"phone": people.CHANGED_PHONE.replace("-", "")}
    changes.change(member=member, values=values, by=None, at=at - 20 * _MINUTE)


def _user(email: str) -> User:
    account = next(each for each in accounts.ACCOUNTS if each.email == email)
    return find_or_create_user(
        issuer=settings.OIDC_ISSUER, subject=account.subject, name=account.name
    )


def _ago(at: datetime, hours: str) -> datetime:
    return at - timedelta(hours=float(hours or 0))
