"""What staff decide beside applications: wishes of members, cards, texts, postcodes, changes."""

from datetime import timedelta

import pytest

from members.card import actions
from members.joining.models import ConsentDocument
from members.models import (
    AccessLog,
    CardEvent,
    MemberChange,
    MemberRequest,
    MembershipCard,
    ServedPostcode,
)
from members.registration.actions import changes
from tests.factories import people
from todock.lib import clock

pytestmark = pytest.mark.django_db

WISHES = "/admin/members/memberrequest/"
CARDS = "/admin/members/membershipcard/"


def words(response) -> str:
    return response.content.decode()


@pytest.fixture
def desk(client):
    """The browser of a reviewer."""
    return people.signed_in(client, people.reviewer())


def wish(kind: str = "stop", member=None, **kw) -> MemberRequest:
    fields = {"wish": {"note": "引っ越しのため"}, "asked_at": clock.now(), **kw}
    return MemberRequest.objects.create(member=member or people.sato(), kind=kind, **fields)


# Wishes


def test_wishes_wait_in_a_queue_the_oldest_first(desk):
    now = clock.now()
    young = wish(asked_at=now - timedelta(hours=1))
    old = wish("leave", member=people.suzuki(), asked_at=now - timedelta(days=2))
    MemberRequest.objects.create(
        member=old.member, kind="stop", state="withdrawn", decided_at=now, asked_at=now
    )
    found = desk.get(WISHES).context["cl"].result_list
    assert list(found) == [old, young]
    assert desk.get(WISHES, {"state": "withdrawn"}).context["cl"].result_count == 1


def test_a_wish_is_granted_and_says_by_whom(desk):
    stop = wish()
    page = words(desk.get(f"{WISHES}{stop.pk}/change/"))
    assert "引っ越しのため" in page
    assert "承認すると利用停止になり" in page
    assert "承認しました。" in words(desk.post(f"{WISHES}{stop.pk}/approve/", follow=True))
    stop.refresh_from_db()
    assert (stop.state, stop.decided_by.name) == ("approved", "工藤 直子")
    assert "工藤 直子" in words(desk.get(f"{WISHES}{stop.pk}/change/"))


def test_the_page_of_a_wish_leads_back_to_the_wishes_and_its_looks_name_the_member(desk):
    stop = wish()
    AccessLog.objects.all().delete()

    page = words(desk.get(f"{WISHES}{stop.pk}/change/"))
    desk.get(f"{WISHES}{stop.pk}/history/")

    crumbs = page[page.index('class="breadcrumbs"') :].partition("</div>")[0]
    assert f'href="{WISHES}"' in crumbs
    looks = AccessLog.objects.filter(act=AccessLog.Act.LOOK)
    assert [(look.subject, look.key) for look in looks] == [
        (AccessLog.Subject.MEMBER, str(stop.member_id))
    ] * 2


def test_a_wish_is_refused_with_a_coded_reason(desk):
    stop = wish()
    answer = desk.post(f"{WISHES}{stop.pk}/refuse/", {"refuse-reason": ""})
    assert answer.status_code == 422
    assert words(answer).count("理由を選んでください") == 2
    desk.post(f"{WISHES}{stop.pk}/refuse/", {"refuse-reason": "unpaid"})
    stop.refresh_from_db()
    assert (stop.state, stop.reason) == ("refused", "unpaid")


def test_another_course_is_chosen_by_staff(desk):
    friday = people.course("0105", weekday=5)
    sato = people.sato()
    ServedPostcode.objects.create(postcode=sato.postcode, service="delivery", course=friday)
    change = wish("course", member=sato, wish={"weekday": 5})
    assert 'value="0105" selected' in words(desk.get(f"{WISHES}{change.pk}/change/"))
    missing = desk.post(f"{WISHES}{change.pk}/approve/", {"approve-course": ""})
    assert missing.status_code == 422
    desk.post(f"{WISHES}{change.pk}/approve/", {"approve-course": "0105"})
    sato.refresh_from_db()
    assert sato.course == friday


@pytest.mark.parametrize(("days", "warned"), [(1, True), (0, False), (None, False)])
def test_a_move_that_lies_ahead_is_pointed_out(desk, days, warned):
    today = clock.japan_date(clock.now())
    moves_on = "" if days is None else (today + timedelta(days=days)).isoformat()
    place = {"postcode": "0600001", "prefecture": "北海道", "city": "札幌市", "street": "1-1"}
    move = wish("address", wish={**place, "moves_on": moves_on})

    page = words(desk.get(f"{WISHES}{move.pk}/change/"))

    assert ("は、まだ先です。" in page) == warned


def test_a_wish_that_was_decided_meanwhile_is_answered_in_words(desk):
    stop = wish()
    desk.post(f"{WISHES}{stop.pk}/approve/")
    answer = desk.post(f"{WISHES}{stop.pk}/refuse/", {"refuse-reason": "other"}, follow=True)
    assert "すでに手続きが終わっています" in words(answer)


@pytest.mark.parametrize("who", [people.staff_user, people.counter_clerk, people.suzuki])
def test_others_neither_see_nor_decide_wishes(client, who):
    stop = wish()
    people.signed_in(client, who())
    assert client.get(f"{WISHES}{stop.pk}/change/").status_code in (302, 403)
    for step in ("approve", "refuse"):
        answer = client.post(f"{WISHES}{stop.pk}/{step}/", {"refuse-reason": "other"})
        assert answer.status_code in (302, 403)
    stop.refresh_from_db()
    assert stop.state == "waiting"


def test_a_wish_that_is_not_there_is_not_found(desk):
    assert desk.get(f"{WISHES}77/change/").status_code == 404
    assert desk.get(f"{WISHES}x/change/").status_code == 404
    assert desk.post(f"{WISHES}77/approve/").status_code == 404


# Cards


@pytest.fixture
def card() -> MembershipCard:
    return actions.issue(member=people.sato(), at=clock.now(), door=CardEvent.Door.SYSTEM)


@pytest.mark.parametrize("who", [people.staff_user, people.counter_clerk])
def test_a_lost_card_is_replaced_at_the_desk(client, card, who):
    people.signed_in(client, who())
    page = words(client.get(f"{CARDS}{card.pk}/change/"))
    assert "紛失のため作り直す" in page
    assert card.seed not in page
    answer = client.post(f"{CARDS}{card.pk}/reissue/", {"reason": "lost"}, follow=True)
    assert f"カード {card.number} を無効にし" in words(answer)
    card.refresh_from_db()
    assert (card.reason, card.events.last().door) == ("lost", "desk")
    assert card.member.cards.filter(revoked_at=None).count() == 1


def test_a_second_press_replaces_no_second_card(client, card):
    people.signed_in(client, people.counter_clerk())
    for _ in range(2):
        client.post(f"{CARDS}{card.pk}/reissue/", {"reason": "lost"})
    assert card.member.cards.count() == 2


def test_a_card_is_not_ended_by_a_made_up_reason(client, card):
    people.signed_in(client, people.counter_clerk())
    for reason in ("", "ended", "x"):
        answer = client.post(f"{CARDS}{card.pk}/reissue/", {"reason": reason}, follow=True)
        assert "理由を選んでください。" in words(answer)
    card.refresh_from_db()
    assert card.revoked_at is None


def test_a_card_is_found_by_whole_numbers_only(client, card):
    people.signed_in(client, people.counter_clerk())
    for typed, found in [(card.number, 1), ("0012345678", 1), ("00123", 0), ("佐藤", 0)]:
        assert client.get(CARDS, {"q": typed}).context["cl"].result_count == found


def test_reviewers_and_members_do_not_replace_cards(client, card):
    for who in (people.reviewer(), card.member):
        people.signed_in(client, who)
        answer = client.post(f"{CARDS}{card.pk}/reissue/", {"reason": "lost"})
        assert answer.status_code in (302, 403)
    card.refresh_from_db()
    assert card.revoked_at is None


# Texts, postcodes, changes


def test_a_new_version_of_a_text_is_added_and_never_changed(desk):
    typed = {
        "kind": "terms",
        "version": "2027-04",
        "body": "本文",
        "starts_at_0": "2099-04-01",
        "starts_at_1": "00:00",
    }
    place = "/admin/joining/consentdocument/"
    past = desk.post(f"{place}add/", {**typed, "starts_at_0": "2020-04-01"})
    assert "これからの日時" in words(past)
    desk.post(f"{place}add/", typed)
    made = ConsentDocument.objects.get(version="2027-04")
    assert desk.post(f"{place}{made.pk}/change/", {**typed, "body": "X"}).status_code == 403
    assert desk.post(f"{place}{made.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_new_version_begins_with_the_text_of_the_last(desk):
    ConsentDocument.objects.create(
        kind="terms", version="a", body="いまの本文", starts_at=clock.now() + timedelta(days=1)
    )
    page = words(desk.get("/admin/joining/consentdocument/add/", {"kind": "terms"}))
    assert "いまの本文" in page


def test_served_postcodes_are_looked_up_and_not_changed(desk):
    ServedPostcode.objects.create(postcode="0630812", service="delivery", course=people.course())
    place = "/admin/members/servedpostcode/"
    assert "西1コース" in words(desk.get(place, {"q": "063-08"}))
    assert "西1コース" not in words(desk.get(place, {"q": "西"}))
    assert desk.get(f"{place}add/").status_code == 403


def test_changes_that_the_master_contradicts_are_found(client):
    sato = people.sato()
    changes.change(
        member=sato, values={"phone": "0119990000", "drop_place": "車庫"}, by=None, at=clock.now()
    )
    MemberChange.objects.filter(field="phone").update(in_conflict=True, feed_value="0110000000")
    people.signed_in(client, people.staff_user())
    place = "/admin/members/memberchange/"
    page = words(client.get(place, {"in_conflict__exact": "1"}))
    assert "0119990000" in page
    assert "車庫" not in page
    change = MemberChange.objects.get(field="phone")
    assert "0110000000" in words(client.get(f"{place}{change.pk}/change/"))
    assert client.post(f"{place}{change.pk}/change/", {"new_value": "1"}).status_code == 403
