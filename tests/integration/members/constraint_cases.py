"""For every constraint of registrations and cards: a row it accepts and one it refuses."""

from collections.abc import Callable

from members.models import (
    AccessLog,
    CardCheck,
    CardEvent,
    MemberChange,
    MemberNumberRange,
    MemberRequest,
    MembershipCard,
    Preferences,
    ServedPostcode,
    SignIn,
)
from tests.factories import people
from todock.lib import clock
from todock.post.models import StaffMessage

Row = Callable[[], object]
NOW = clock.now()


def number_range(**fields) -> MemberNumberRange:
    return MemberNumberRange.objects.create(**{"first": 10, "last": 20, "next": 10, **fields})


def request(**fields) -> MemberRequest:
    values = {"kind": "stop", **fields}
    if "member" not in values:
        values["member"] = people.sato()
    return MemberRequest.objects.create(**values)


def two_requests(second: str) -> None:
    first = request(kind="stop")
    request(member=first.member, kind=second)


def change(**fields) -> MemberChange:
    values = {"field": "phone", "new_value": "0112223333", **fields}
    if "member" not in values:
        values["member"] = people.sato()
    return MemberChange.objects.create(**values)


def two_changes(second: str) -> None:
    first = change(field="phone")
    change(member=first.member, field=second)


def preferences(**fields) -> Preferences:
    return Preferences.objects.create(member=people.sato(), **fields)


def card(**fields) -> MembershipCard:
    values = {"issue": 1, "number": "2001234567801", "seed": "a" * 64, **fields}
    if "member" not in values:
        values["member"] = people.sato()
    return MembershipCard.objects.create(**values)


def card_event(**fields) -> CardEvent:
    return CardEvent.objects.create(card=card(), **{"what": "issued", "door": "desk", **fields})


def two_cards(*, first: dict, second: dict, same_member: bool = True) -> None:
    one = card(**first)
    card(member=one.member if same_member else people.suzuki(), **second)


def check(*, known: bool) -> CardCheck:
    found = card() if known else None
    return CardCheck.objects.create(card=found, result="valid", by=people.user("clerk"))


def served(**fields) -> ServedPostcode:
    values = {"postcode": "0630812", "service": "delivery", "course": people.course(), **fields}
    return ServedPostcode.objects.create(**values)


def two_served(second: str) -> None:
    for place in ("琴似店", second):
        served(service="pickup", course=None, pickup_place=place)


def sign_in(**fields) -> SignIn:
    return SignIn.objects.create(user=people.user("1"), **fields)


def access(**fields) -> AccessLog:
    return AccessLog.objects.create(**{"act": "look", "subject": "application", **fields})


def two_staff_messages(second: str) -> None:
    for key in ("1", second):
        StaffMessage.objects.create(kind="digest", key=key)


def staff_message(**fields) -> StaffMessage:
    return StaffMessage.objects.create(kind="digest", key="1", **fields)


REVOKED = {"revoked_at": NOW, "reason": "lost"}
CASES: dict[str, tuple[Row, Row]] = {
    "member_number_range_holds_the_next": (
        lambda: number_range(next=21),
        lambda: number_range(next=22),
    ),
    "member_request_one_waiting_a_kind": (
        lambda: two_requests("leave"),
        lambda: two_requests("stop"),
    ),
    "member_request_decided_knows_by_whom": (
        lambda: request(state="approved", decided_at=NOW, decided_by=people.user("1")),
        lambda: request(state="approved", decided_at=NOW),
    ),
    "member_request_refused_says_why": (
        lambda: request(
            state="refused", decided_at=NOW, decided_by=people.user("1"), reason="other"
        ),
        lambda: request(state="refused", decided_at=NOW, decided_by=people.user("1")),
    ),
    "member_change_one_open_a_field": (
        lambda: two_changes("email"),
        lambda: two_changes("phone"),
    ),
    "member_change_settled_knows_when": (
        lambda: change(outcome="confirmed", settled_at=NOW),
        lambda: change(outcome="confirmed"),
    ),
    "member_change_exported_knows_when": (
        lambda: change(export_name="member_changes_20261123_001", exported_at=NOW),
        lambda: change(export_name="member_changes_20261123_001"),
    ),
    "preferences_text_size_is_known": (
        lambda: preferences(text_size="largest"),
        lambda: preferences(text_size="huge"),
    ),
    "preferences_language_is_known": (
        lambda: preferences(language="vi"),
        lambda: preferences(language="xx"),
    ),
    "card_issue_is_unique_a_member": (
        lambda: two_cards(first=REVOKED, second={"issue": 2}),
        lambda: two_cards(first=REVOKED, second={"issue": 1}),
    ),
    "card_one_good_a_member": (
        lambda: two_cards(first=REVOKED, second={"issue": 2}),
        lambda: two_cards(first={}, second={"issue": 2, "number": "2001234567818"}),
    ),
    "card_good_number_is_unique": (
        lambda: two_cards(first={}, second={"number": "2008765432101"}, same_member=False),
        lambda: two_cards(first={}, second={}, same_member=False),
    ),
    "card_issue_counts_from_one": (lambda: card(issue=1), lambda: card(issue=0)),
    "card_revoked_says_why": (lambda: card(**REVOKED), lambda: card(revoked_at=NOW)),
    "card_event_is_known": (
        lambda: card_event(what="revoked"),
        lambda: card_event(what="x"),
    ),
    "card_door_is_known": (lambda: card_event(door="member"), lambda: card_event(door="x")),
    "card_check_knows_its_card": (lambda: check(known=True), lambda: check(known=False)),
    "served_postcode_names_a_course_or_place_once": (
        lambda: two_served("発寒店"),
        lambda: two_served("琴似店"),
    ),
    "served_postcode_is_seven_digits": (
        lambda: served(postcode="0630812"),
        lambda: served(postcode="063081"),
    ),
    "served_postcode_has_a_course_or_a_pickup_place": (
        lambda: served(),
        lambda: served(course=None),
    ),
    "sign_in_that_ended_has_no_session": (
        lambda: sign_in(ended_at=NOW),
        lambda: sign_in(ended_at=NOW, session_key="abc"),
    ),
    "access_act_is_known": (lambda: access(act="export"), lambda: access(act="x")),
    "access_subject_is_known": (lambda: access(subject="card"), lambda: access(subject="x")),
    "staff_message_once_a_kind_and_key": (
        lambda: two_staff_messages("2"),
        lambda: two_staff_messages("1"),
    ),
    "staff_message_is_sent_or_given_up_not_both": (
        lambda: staff_message(sent_at=NOW),
        lambda: staff_message(sent_at=NOW, given_up_at=NOW),
    ),
}
