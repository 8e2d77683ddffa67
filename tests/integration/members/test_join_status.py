"""What becomes of an application, as the applicant sees it; members who ask for the delivery."""

import pytest
from django.test import Client
from django.urls import reverse

from members import links
from members.actions import decisions
from members.models import Application
from tests.factories import applicant, applications, people
from tests.integration.members import join_journey as journey
from tests.integration.members.join_journey import path, summary, text
from todock.lib import clock

pytestmark = pytest.mark.django_db

JOIN = "/join/"
SENT = "/join/sent/"


@pytest.fixture(autouse=True)
def _prepared() -> None:
    applicant.prepare()


# Staff ask, the applicant answers


def asked_back(client: Client) -> Application:
    """One of this browser, of which staff want to know something."""
    application = journey.submits(client)
    staff, at = applications.reviewer(), clock.now()
    decisions.take(application=application, by=staff, at=at)
    decisions.ask(application=application, code="address", text="何号室ですか", by=staff, at=at)
    application.refresh_from_db()
    return application


def test_a_question_is_answered_on_the_status_page(client):
    application = asked_back(client)
    status = text(client.get(path("status", application)))
    assert "何号室ですか" in status
    answer = client.post(path("answer", application), {"answer": "205号室です。"}, follow=True)
    assert "回答を送りました" in text(answer)
    application.refresh_from_db()
    assert application.state == "submitted"
    assert application.questions.get().answer == "205号室です。"


def test_a_page_is_corrected_while_the_answer_is_kept(client):
    application = asked_back(client)
    to_page = client.post(
        path("answer", application), {"answer": "直しました。", "correct": "address"}
    )
    assert to_page["Location"] == path("page", application, "address") + "?from=status"
    typed = {**applicant.TYPED["address"], "building": "メゾン琴似205"}
    back = client.post(path("page", application, "address"), typed)
    assert back["Location"] == path("status", application)
    status = text(client.get(path("status", application)))
    assert "直しました。" in status
    client.post(path("answer", application), {"answer": "直しました。"})
    application.refresh_from_db()
    assert (application.state, application.building) == ("submitted", "メゾン琴似205")


def test_nothing_at_all_is_no_answer(client):
    application = asked_back(client)
    answer = client.post(path("answer", application), {"answer": " "})
    assert answer.status_code == 422
    assert "回答を入力するか" in text(answer)


def test_a_page_left_broken_stops_the_answer_and_is_named(client):
    application = asked_back(client)
    client.post(path("page", application, "contact"), {"phone": ""})
    answer = client.post(path("answer", application), {"answer": "はい"})
    assert answer.status_code == 422
    assert "#correct-contact" in summary(answer)


def test_an_answer_that_was_sent_twice_leads_to_the_status(client):
    application = asked_back(client)
    for _ in range(2):
        answer = client.post(path("answer", application), {"answer": "205号室です。"}, follow=True)
        assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == path("status", application)


# Taking back, and the outcome


def test_taking_back_asks_once_more_and_says_what_it_means(client):
    application = journey.submits(client)
    question = text(client.get(path("withdraw", application)))
    assert "元に戻せません" in question
    application.refresh_from_db()
    assert application.state == "submitted"
    answer = client.post(path("withdraw", application), follow=True)
    assert "申し込みを取り下げました" in text(answer)
    assert client.get(path("withdraw", application)).status_code == 302


def test_a_refusal_is_told_in_mild_words(client):
    application = journey.submits(client)
    staff, at = applications.reviewer(), clock.now()
    decisions.take(application=application, by=staff, at=at)
    decisions.refuse(application=application, reason="area", by=staff, at=at)
    assert "区域の外でした" in text(client.get(path("status", application)))


def test_an_approval_shows_the_number_and_the_way_to_the_first_sign_in(client):
    application = journey.submits(client)
    staff, at = applications.reviewer(), clock.now()
    decisions.take(application=application, by=staff, at=at)
    decisions.approve(
        application=application, course=people.course(), first_cycle="", by=staff, at=at
    )
    application.refresh_from_db()
    status = text(client.get(path("status", application)))
    assert application.member.member_number in status
    assert "毎週水曜日" in status
    assert "/me/first/" in status
    assert "口座振替の用紙" in status


# Members


def test_a_visitor_who_asks_for_the_delivery_alone_is_led_to_the_sign_in(client):
    answer = client.get("/join/?kind=delivery")
    assert answer["Location"].startswith("/accounts/login/?next=%2Fjoin%2F%3Fkind%3Ddelivery")


def test_a_member_asks_for_the_delivery_without_typing_what_is_known(client):
    member = people.sato(course=None, postcode="0630812")
    people.signed_in(client, member)
    shown = text(client.get("/join/?kind=delivery"))
    assert 'value="sato@example.jp"' in shown
    typed = {"kind": "delivery", "email": "sato@example.jp", "terms": "on"}
    answer = client.post(JOIN, typed, follow=True)
    application = journey.newest()
    assert answer.request["PATH_INFO"] == path("page", application, "household")
    journey.fills_in(client, application)
    check = text(client.get(path("check", application)))
    assert member.address in check
    assert reverse("members:me") in check
    client.post(path("check", application))
    application.refresh_from_db()
    assert (application.state, application.member) == ("submitted", member)


def test_a_member_with_another_address_confirms_it_first(client):
    people.signed_in(client, people.sato(course=None))
    typed = {"kind": "delivery", "email": "new@example.jp", "terms": "on"}
    assert client.post(JOIN, typed)["Location"] == SENT
    application = journey.newest()
    assert client.get(path("page", application, "household"))["Location"] == SENT
    answer = client.post(SENT, {"code": links.code(application)})
    assert client.get(answer["Location"])["Location"] == path("page", application, "household")


def test_a_member_with_a_course_is_told_that_she_has_the_delivery(client):
    people.signed_in(client, people.sato())
    answer = client.get(JOIN)
    assert "宅配は登録されています" in text(answer)
    assert reverse("members:me") in text(answer)


def test_a_member_goes_on_with_the_application_that_is_open(client):
    member = people.sato(course=None)
    people.signed_in(client, member)
    application = applications.submitted("delivery", member=member)
    assert client.get(JOIN)["Location"] == path("continue", application)
