"""What becomes of what members ask of staff: granted or refused, once."""

from datetime import date

import pytest

from members.feeds import member_changes
from members.models import Member, MemberChange, MemberRequest
from members.refusals import (
    CourseNeeded,
    NotInThisState,
    ReasonNeeded,
    RequestDecided,
)
from members.registration.actions import requests
from members.registration.queries.requests import REFUSALS
from tests.factories import people
from tests.factories.threads import behind
from tests.integration.members.registration.requests.wishes import asked, granted, sent, stored
from todock.feeds import places
from todock.lib import clock
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db
Kind = MemberRequest.Kind
State = MemberRequest.State


def test_a_new_address_is_written_with_the_course_that_staff_chose(sato, staff):
    # given
    friday = people.course("0205", weekday=5)
    # when
    request = granted(asked(sato, "address"), staff, course=friday)
    # then
    found = stored(sato)
    assert found.address == "北海道札幌市中央区北一条西2丁目1 タワー1201"
    assert (found.postcode, found.course) == ("0600001", friday)
    assert (request.state, request.decided_by) == (State.APPROVED, staff)
    changed = MemberChange.objects.filter(request=request, by=staff)
    assert set(changed.values_list("field", flat=True)) == {
        "postcode",
        "city",
        "street",
        "building",
        "course",
    }


def test_an_address_may_leave_the_course_as_it_is(sato, staff):
    granted(asked(sato, "address"), staff)
    assert stored(sato).course == sato.course


def test_another_course_is_the_one_that_staff_chose(sato, staff):
    request = asked(sato, "course")
    with pytest.raises(CourseNeeded):
        granted(request, staff)
    friday = people.course("0205", weekday=5)
    granted(request, staff, course=friday)
    assert stored(sato).course == friday


@pytest.mark.parametrize(("kind", "state"), [("stop", 9), ("leave", 3)])
def test_stopping_and_leaving_set_the_state_and_end_the_card(sato, staff, kind, state):
    granted(asked(sato, kind), staff)
    found = stored(sato)
    assert (found.state, found.card) == (state, None)
    assert MemberChange.objects.get().new_value == str(state)
    assert not sato.cards.filter(revoked_at__isnull=True).exists()


def test_the_family_cards_of_who_leaves_end_with_hers(sato, staff):
    # given a family card, and a household beside it
    jiro = people.member("0011111111", household=sato.household, card_kind=2)
    other = people.member("0022222222", household=people.household("H0002"), card_kind=2)
    # when
    granted(asked(sato, "leave"), staff)
    # then
    assert stored(jiro).state == Member.State.WITHDRAWN
    assert stored(other).state == Member.State.ACTIVE


def test_a_family_card_that_leaves_takes_nobody_along(sato, staff):
    jiro = people.member("0011111111", household=sato.household, card_kind=2)
    saburo = people.member("0022222222", household=sato.household, card_kind=2)
    granted(asked(jiro, "leave"), staff)
    assert stored(sato).state == stored(saburo).state == Member.State.ACTIVE


def test_stopping_leaves_the_family_as_it_is(sato, staff):
    jiro = people.member("0011111111", household=sato.household, card_kind=2)
    granted(asked(sato, "stop"), staff)
    assert stored(jiro).state == Member.State.ACTIVE


def test_a_family_card_makes_a_member_with_number_and_card_and_tells_the_other_systems(sato, staff):
    # when
    granted(asked(sato, "family_card"), staff)
    # then
    jiro = Member.objects.get(name="佐藤 次郎")
    assert (jiro.household, jiro.card_kind) == (sato.household, Member.CardKind.FAMILY)
    assert (jiro.born_on, jiro.kana) == (date(1953, 5, 5), "サトウ ジロウ")
    assert (jiro.phone, jiro.email) == (sato.phone, "jiro@example.jp")
    assert jiro.member_number != sato.member_number
    assert (jiro.share_units, jiro.confirmed_by_feed, jiro.user) == (0, False, None)
    assert jiro.card is not None
    # and nothing of her that the other systems are not told: the delivery is the main card's
    assert (jiro.address, jiro.course, jiro.drop_place) == (sato.address, None, "")
    # and the file holds her under the new number
    (file,) = member_changes.write_member_changes(at=clock.now())
    lines = places.read_bytes(file.location).decode("cp932").split("\r\n")
    told = {line.split(",")[1]: line.split(",")[2] for line in lines[1:-1]}
    assert all(line.startswith(jiro.member_number) for line in lines[1:-1])
    assert (told["世帯番号"], told["本家区分"], told["生年月日"]) == ("H0001", "2", "19530505")


def test_a_main_card_without_a_household_gets_one_for_the_family_card(staff):
    sato = people.sato()
    granted(asked(sato, "family_card"), staff)
    jiro = Member.objects.get(name="佐藤 次郎")
    assert stored(sato).household == jiro.household
    assert jiro.household.number == sato.member_number


def test_where_the_other_system_gives_the_numbers_the_feed_brings_the_new_member(
    sato, staff, settings
):
    settings.MEMBER_NUMBER_SOURCE = "feed"
    granted(asked(sato, "family_card"), staff)
    assert Member.objects.count() == 1
    assert "番号が決まりましたら" in sent()[-1].body


@pytest.mark.parametrize("kind", Kind.values)
def test_a_decision_is_told_by_one_mail(sato, staff, kind):
    course = people.course("0205", weekday=5) if kind == "course" else None
    granted(asked(sato, kind), staff, course=course)
    subjects = [each.subject for each in sent()]
    assert len(subjects) == 2
    assert "手続きが済みました" in subjects[1]


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_refusal_says_mildly_why_and_changes_nothing(sato, staff, reason):
    request = asked(sato, "address")
    requests.decide(asked=request, approve=False, reason=reason, by=staff, at=clock.now())
    request.refresh_from_db()
    assert (request.state, request.reason) == (State.REFUSED, reason)
    assert str(REFUSALS[reason].text) in sent()[-1].body
    assert not MemberChange.objects.exists()


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_a_refusal_needs_a_reason_that_is_known(sato, staff, reason):
    request = asked(sato, "stop")
    with pytest.raises(ReasonNeeded):
        requests.decide(asked=request, approve=False, reason=reason, by=staff, at=clock.now())
    request.refresh_from_db()
    assert request.state == State.WAITING


def test_what_is_decided_or_withdrawn_is_not_decided_again(sato, staff):
    decided, withdrawn = asked(sato, "stop"), asked(sato, "address")
    granted(decided, staff)
    requests.withdraw(asked=withdrawn, at=clock.now())
    for request in (decided, withdrawn):
        with pytest.raises(RequestDecided):
            granted(request, staff)
        with pytest.raises(RequestDecided):
            requests.withdraw(asked=request, at=clock.now())


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        *((kind, {"state": Member.State.WITHDRAWN}) for kind in Kind.values),
        ("family_card", {"state": Member.State.SUSPENDED}),
        ("family_card", {"card_kind": Member.CardKind.FAMILY}),
        ("course", {"course": None}),
    ],
)
def test_a_wish_is_granted_only_to_who_may_still_wish_it(sato, staff, kind, fields):
    # given a request, and a feed that changes the membership while it waits
    request = asked(sato, kind)
    Member.objects.filter(pk=sato.pk).update(**fields)
    # when
    with pytest.raises(NotInThisState):
        granted(request, staff, course=people.course("0205", weekday=5))
    # then nothing has happened, and it can be refused
    assert Member.objects.count() == 1
    assert not MemberChange.objects.exists()
    requests.decide(asked=request, approve=False, reason="already_done", by=staff, at=clock.now())


def test_who_leaves_has_no_other_wishes_any_more(sato, staff):
    # given requests of hers and of her family's that wait, and one of somebody else
    jiro = people.member("0011111111", household=sato.household, card_kind=2)
    address, jiros = asked(sato, "address"), asked(jiro, "stop")
    others = asked(people.suzuki(), "stop")
    # when
    leaving = granted(asked(sato, "leave"), staff)
    # then
    for request in (leaving, address, jiros, others):
        request.refresh_from_db()
    assert (address.state, address.decided_by) == (State.WITHDRAWN, staff)
    assert jiros.state == State.WITHDRAWN
    assert (leaving.state, others.state) == (State.APPROVED, State.WAITING)


def test_stopping_ends_no_other_wish(sato, staff):
    address = asked(sato, "address")
    granted(asked(sato, "stop"), staff)
    address.refresh_from_db()
    assert address.state == State.WAITING


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_make_one_member_and_one_mail(sato, staff):
    request = asked(sato, "family_card")

    first, second = behind(*[lambda: granted(request, staff)] * 2)

    assert first.state == State.APPROVED
    assert isinstance(second, RequestDecided)
    assert Member.objects.filter(card_kind=2).count() == 1
    assert OutgoingMail.objects.filter(kind=requests.DECIDED).count() == 1
