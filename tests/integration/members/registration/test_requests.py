"""What members ask of staff, and what becomes of it."""

from datetime import date

import pytest
from django.core import mail as django_mail

from members.card import actions
from members.feeds import member_changes
from members.models import CardEvent, Member, MemberChange, MemberRequest, ServedPostcode
from members.refusals import (
    AlreadyAsked,
    CourseNeeded,
    NotForThisMember,
    NotInThisState,
    ReasonNeeded,
    RequestDecided,
)
from members.registration.actions import requests
from members.registration.queries.requests import REFUSALS
from tests.factories import people
from tests.factories.threads import behind
from todock.feeds import places
from todock.lib import clock
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db
Kind = MemberRequest.Kind
State = MemberRequest.State
ADDRESS = {
    "postcode": "0600001",
    "prefecture": "北海道",
    "city": "札幌市中央区",
    "street": "北一条西2丁目1",
    "building": "タワー1201",
    "moves_on": "2027-04-01",
    "note": "",
}
FAMILY = {
    "name": "佐藤 次郎",
    "kana": "サトウ ジロウ",
    "born_on": "1953-05-05",
    "phone": "",
    "email": "jiro@example.jp",
}
CONTENTS = {
    "address": ADDRESS,
    "course": {"weekday": 5, "note": ""},
    "stop": {"note": "しばらく留守にします"},
    "leave": {"note": ""},
    "family_card": FAMILY,
}


@pytest.fixture
def sato(db) -> Member:
    """佐藤さん, main card of her household, with a card."""
    sato = people.sato(household=people.household())
    actions.issue(member=sato, at=clock.now(), door=CardEvent.Door.MEMBER)
    return sato


@pytest.fixture
def staff(db):
    return people.reviewer()


def asked(member: Member, kind: str, **content) -> MemberRequest:
    return requests.ask(
        member=member, kind=kind, content={**CONTENTS[kind], **content}, at=clock.now()
    )


def granted(request: MemberRequest, by, **more) -> MemberRequest:
    return requests.decide(asked=request, approve=True, by=by, at=clock.now(), **more)


def stored(member: Member) -> Member:
    return Member.objects.select_related("card", "course").get(pk=member.pk)


def sent() -> list:
    mail.send_waiting(at=clock.now())
    return django_mail.outbox


def body(response) -> str:
    return response.content.decode()


# Asking


@pytest.mark.parametrize("kind", Kind.values)
def test_a_wish_waits_and_is_confirmed_by_mail(sato, kind):
    request = asked(sato, kind)
    assert (request.state, request.content) == (State.WAITING, CONTENTS[kind])
    (confirmation,) = sent()
    assert confirmation.to == ["sato@example.jp"]
    assert request.get_kind_display() in confirmation.subject
    assert stored(sato).state == Member.State.ACTIVE


@pytest.mark.parametrize("kind", Kind.values)
def test_one_wish_of_a_kind_waits_at_a_time(sato, kind):
    first = asked(sato, kind)
    with pytest.raises(AlreadyAsked):
        asked(sato, kind)
    assert OutgoingMail.objects.count() == 1
    requests.withdraw(asked=first, at=clock.now())
    assert asked(sato, kind).pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_make_one_wish(sato):
    first, second = behind(*[lambda: asked(sato, "leave")] * 2)

    assert first.state == State.WAITING
    assert isinstance(second, AlreadyAsked)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        *((kind, {"state": Member.State.WITHDRAWN}) for kind in Kind.values),
        ("family_card", {"card_kind": Member.CardKind.FAMILY}),
        ("family_card", {"state": Member.State.SUSPENDED}),
        ("course", {"course": None}),
        ("stop", {"state": Member.State.SUSPENDED}),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(kind, fields):
    with pytest.raises(NotForThisMember):
        asked(people.sato(**fields), kind)


def test_who_is_suspended_may_still_leave_and_move():
    sato = people.sato(state=Member.State.SUSPENDED)
    assert asked(sato, "leave").state == asked(sato, "address").state == State.WAITING


# Deciding


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


# The pages

TYPED = {
    "address": {
        "postcode": "060-0001",
        "prefecture": "北海道",
        "city": "札幌市中央区",
        "town": "北一条西",
        "block": "2丁目1",
        "building": "タワー1201",
        "moves_on": "令和9年4月1日",
        "note": "",
    },
    "course": {"weekday": "5", "note": ""},
    "stop": {"note": "しばらく留守にします"},
    "leave": {"note": ""},
    "family_card": {
        "family_name": "佐藤",
        "given_name": "次郎",
        "family_kana": "さとう",
        "given_kana": "ｼﾞﾛｳ",
        "born_year": "昭和28",
        "born_month": "5",
        "born_day": "5",
        "phone": "",
        "email": "jiro@example.jp",
    },
}
CONSEQUENCES = {
    "address": "手続きが済むまでは、いまのご住所にお届けします。",
    "course": "注文の締切の曜日も変わります。",
    "stop": "組合員証が使えなくなります。",
    "leave": "残っているポイントは、なくなります。",
    "family_card": "別の組合員番号が付きます。",
}


def address_of(kind: str) -> str:
    return f"/me/{kind.replace('_', '-')}/"


@pytest.mark.parametrize("kind", Kind.values)
def test_a_wish_goes_from_consequences_over_the_check_to_staff(client, sato, kind):
    # given
    people.signed_in(client, sato)
    address = address_of(kind)
    # when she reads what it means and fills in the form
    assert CONSEQUENCES[kind] in body(client.get(address))
    check = client.post(address, TYPED[kind])
    # then nothing is asked yet, and the check says it all again
    assert not MemberRequest.objects.exists()
    assert CONSEQUENCES[kind] in body(check)
    assert 'name="confirmed"' in body(check)
    # and when she confirms
    done = client.post(address, {**TYPED[kind], "confirmed": "1"}, follow=True)
    # then
    assert "の依頼を受け付けました" in body(done)
    assert "職員が確かめています" in body(done)
    assert MemberRequest.objects.get().content == CONTENTS[kind]


@pytest.mark.parametrize("kind", Kind.values)
def test_back_from_the_check_loses_nothing(client, sato, kind):
    people.signed_in(client, sato)
    response = client.post(address_of(kind), {**TYPED[kind], "back": "1"})
    form = response.context["form"]
    assert {name: form[name].value() for name in TYPED[kind]} == TYPED[kind]
    assert not MemberRequest.objects.exists()


def test_mistakes_are_pointed_at_and_nothing_is_lost(client, sato):
    people.signed_in(client, sato)
    typed = {**TYPED["address"], "postcode": "12", "moves_on": "いつか", "confirmed": "1"}
    response = client.post("/me/address/", typed)
    assert response.status_code == 422
    assert '<a href="#postcode">' in body(response)
    assert '<a href="#moves_on">' in body(response)
    assert 'value="いつか"' in body(response)
    assert not MemberRequest.objects.exists()


def test_the_postcode_fills_the_address(client, sato):
    people.signed_in(client, sato)
    response = client.post("/me/address/", {"postcode": "063-0812", "look_up": "1"})
    assert response.status_code == 200
    assert response.context["form"]["city"].value() == "札幌市西区"


def test_a_weekday_is_chosen_from_those_that_come_to_the_address(client, sato):
    # given
    ServedPostcode.objects.create(postcode=sato.postcode, service="delivery", course=sato.course)
    ServedPostcode.objects.create(
        postcode=sato.postcode, service="delivery", course=people.course("0205", weekday=5)
    )
    people.signed_in(client, sato)
    # when
    html = body(client.get("/me/course/"))
    # then
    assert "金曜日" in html
    assert 'value="1"' not in html
    assert client.post("/me/course/", {"weekday": "1", "confirmed": "1"}).status_code == 422


def test_where_only_one_weekday_comes_the_page_says_so(client, sato):
    ServedPostcode.objects.create(postcode=sato.postcode, service="delivery", course=sato.course)
    people.signed_in(client, sato)
    html = body(client.get("/me/course/"))
    assert "この曜日だけお届けしています" in html
    assert "確認へ進む" not in html
    client.post("/me/course/", {"weekday": "5", "confirmed": "1"})
    assert not MemberRequest.objects.exists()


def test_a_wish_that_waits_is_shown_instead_of_the_form_and_can_be_withdrawn(client, sato):
    # given
    request = asked(sato, "address")
    people.signed_in(client, sato)
    # when
    html = body(client.get("/me/address/"))
    # then
    assert "すでに受け付けています" in html
    assert "タワー1201" in html
    assert "4月1日（木）" in html
    # and when she takes it back
    done = client.post(f"/me/requests/{request.pk}/withdraw/", follow=True)
    assert "取り下げました" in body(done)
    request.refresh_from_db()
    assert request.state == State.WITHDRAWN


def test_withdrawing_what_is_decided_says_so(client, sato, staff):
    request = granted(asked(sato, "stop"), staff)
    people.signed_in(client, sato)
    done = client.post(f"/me/requests/{request.pk}/withdraw/", follow=True)
    assert "すでに手続きが終わっています" in body(done)


def test_a_stranger_withdraws_nothing(client, sato):
    request = asked(sato, "address")
    people.signed_in(client, people.suzuki())
    assert client.post(f"/me/requests/{request.pk}/withdraw/").status_code == 404
    assert client.get(f"/me/requests/{request.pk}/withdraw/").status_code == 405
    request.refresh_from_db()
    assert request.state == State.WAITING


def test_visitors_are_led_to_the_door(client, sato):
    request = asked(sato, "address")
    for address in [*map(address_of, Kind.values), f"/me/requests/{request.pk}/withdraw/"]:
        assert client.post(address)["Location"].startswith("/accounts/login/"), address


def test_the_overview_tells_of_a_refusal_and_its_reason(client, sato, staff):
    request = asked(sato, "address")
    requests.decide(asked=request, approve=False, reason="out_of_area", by=staff, at=clock.now())
    people.signed_in(client, sato)
    html = body(client.get("/me/"))
    assert "今回は見送りました" in html
    assert "宅配のお届けができません" in html


def test_the_main_card_sees_the_family_cards_and_their_numbers(client, sato):
    jiro = people.member("0011111111", household=sato.household, card_kind=2, name="佐藤 次郎")
    people.signed_in(client, sato)
    assert "0011111111" in body(client.get("/me/family-card/"))
    people.signed_in(client, jiro)
    assert client.get("/me/family-card/")["Location"] == "/me/"


def test_who_leaves_with_a_family_is_told_of_their_cards(client, sato):
    people.signed_in(client, sato)
    assert "家族証も" not in body(client.get("/me/leave/"))
    people.member("0011111111", household=sato.household, card_kind=2)
    assert "家族証も" in body(client.get("/me/leave/"))
