"""The pages under /me/ on which members ask something of staff."""

import pytest

from members.models import MemberRequest, ServedPostcode
from members.registration.actions import requests
from tests.factories import people
from tests.integration.members.registration.requests.wishes import CONTENTS, asked, granted
from todock.lib import clock

pytestmark = pytest.mark.django_db
Kind = MemberRequest.Kind
State = MemberRequest.State


def body(response) -> str:
    return response.content.decode()


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
