"""The queue of the applications: what it shows, and who sees it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.joining.actions import endings
from members.joining.rules.steps import State
from members.models import AccessLog
from tests.factories import applications, people
from tests.integration.members.joining.deciding.desk import LIST, page, words
from todock.lib import clock

pytestmark = pytest.mark.django_db


def listed(client: Client, **conditions) -> list[str]:
    found = client.get(LIST, conditions).context["cl"].result_list
    return [application.number for application in found]


# The list


def test_the_queue_shows_what_waits_the_oldest_first(desk):
    now = clock.now()
    young = applications.submitted(at=now - timedelta(hours=1))
    old = applications.submitted(at=now - timedelta(days=3))
    applications.refused()
    applications.confirmed(email="draft@example.jp")
    assert listed(desk) == [old.number, young.number]
    assert "3日" in words(desk.get(LIST))


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        ("submitted", {"submitted"}),
        ("in_review", {"in_review"}),
        ("asked_back", {"asked_back"}),
        ("refused", {"refused"}),
        ("all", {"submitted", "in_review", "asked_back", "refused"}),
    ],
)
def test_the_queue_is_filtered_by_state(desk, state, kinds):
    made = {
        name: getattr(applications, name)()
        for name in ("submitted", "in_review", "asked_back", "refused")
    }
    assert set(listed(desk, state=state)) == {made[kind].number for kind in kinds}


def test_the_queue_is_filtered_by_age_kind_and_centre(desk):
    now = clock.now()
    course = people.course("0901", centre=people.centre("090", name="函館センター"))
    young = applications.submitted("join", at=now - timedelta(hours=1))
    old = applications.submitted("both", at=now - timedelta(days=4), proposed_course=course)
    assert listed(desk, age="3") == [old.number]
    assert listed(desk, age="7") == []
    assert listed(desk, kind__exact="join") == [young.number]
    assert listed(desk, centre="090") == [old.number]
    assert listed(desk, centre="none") == [young.number]


@pytest.mark.parametrize(
    "typed", ["{number}", "０１１-１１１-２２２２", "たな", "ﾀﾅｶ", "タナカミノ"]
)
def test_an_application_is_found_by_number_phone_or_reading_in_any_state(desk, typed):
    wanted = applications.refused()
    applications.submitted(family_kana="スズキ", phone="0119998888")
    assert listed(desk, q=typed.format(number=wanted.number)) == [wanted.number]


def test_the_list_costs_the_same_queries_for_one_and_for_many(desk):
    applications.in_review()
    desk.get(LIST)
    with CaptureQueriesContext(connection) as few:
        desk.get(LIST)
    for _ in range(5):
        applications.in_review(proposed_course=people.course())
    with CaptureQueriesContext(connection) as many:
        desk.get(LIST)
    assert len(many) == len(few)


# Who sees what


@pytest.mark.parametrize("who", [people.staff_user, people.counter_clerk, people.sato])
def test_other_roles_see_neither_the_list_nor_a_page_nor_decide(client, who):
    application = applications.in_review()
    people.signed_in(client, who())
    assert client.get(LIST).status_code in (302, 403)
    assert client.get(page(application)).status_code in (302, 403)
    for step in ("take", "release", "ask", "approve", "refuse", "withdraw"):
        answer = client.post(f"{LIST}{application.pk}/{step}/", {"refuse-reason": "area"})
        assert answer.status_code in (302, 403)
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW
    assert not AccessLog.objects.exists()


def test_who_may_only_look_sees_no_buttons_and_decides_nothing(client, settings):
    settings.STAFF_ROLES = {"looker": ("見学", ["joining.view_application"])}
    from members.sign_in.actions.roles import set_roles

    looker = people.user("looker")
    set_roles(user=looker, roles=["looker"])
    application = applications.submitted()
    people.signed_in(client, looker)
    assert "審査を始める" not in words(client.get(page(application)))
    assert client.post(f"{LIST}{application.pk}/take/").status_code == 403


def test_a_draft_is_not_for_staff(desk):
    draft = applications.confirmed()
    assert desk.get(page(draft)).status_code == 404
    assert desk.post(f"{LIST}{draft.pk}/take/").status_code == 404
    assert desk.get(f"{LIST}nonsense/change/").status_code == 404


def test_nothing_is_added_edited_or_deleted_by_hand(desk):
    application = applications.submitted()
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(page(application), {"family_name": "X"}).status_code == 405
    assert desk.post(f"{LIST}{application.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_button_needs_the_token_of_the_form(kudo):
    strict = people.signed_in(Client(enforce_csrf_checks=True), kudo)
    application = applications.submitted()
    assert strict.post(f"{LIST}{application.pk}/take/").status_code == 403
    assert strict.get(f"{LIST}{application.pk}/take/").status_code == 405


# The page


def test_the_page_shows_answers_consents_and_what_happened(desk, kudo):
    application = applications.answered(by=kudo, children=["2023-04-01"])
    text = words(desk.get(page(application)))
    for shown in ("田中 実", "タナカ ミノル", "昭和55年", "063-0812", "2023年4月", "5口", "玄関前"):
        assert shown in text
    for shown in ("定款 2026-04", "部屋番号を教えてください。", "101号室です。", "回答"):
        assert shown in text
    assert "工藤 直子" in text
    assert "（住所・部屋番号）" in text


def test_the_title_names_no_person(desk):
    response = desk.get(page(applications.submitted()))
    title = words(response).split("<title>")[1].split("</title>")[0]
    assert "申し込み 9" in title
    assert "田中" not in title


def test_an_erased_application_shows_its_course_of_events_only(desk):
    application = applications.refused(at=clock.now() - timedelta(days=200))
    endings.erase_due(at=clock.now())
    text = words(desk.get(page(application)))
    assert "消去しました" in text
    assert "見送り" in text
    assert "玄関前" not in text


def test_possible_duplicates_stand_beside_with_their_reasons(desk):
    people.sato(phone="0111112222")
    other = applications.submitted("join", email="other@example.jp", phone="0110001111")
    application = applications.submitted()
    text = words(desk.get(page(application)))
    assert "組合員 0012345678" in text
    assert "電話番号が同じ" in text
    assert f"申し込み {other.number}" in text
    assert "フリガナと生年月日が同じ" in text
    # A reviewer does not see the list of members: no link leads there.
    assert "/admin/members/member/" not in text
