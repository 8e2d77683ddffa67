"""What becomes of an application, as the applicant sees it; members who ask for the delivery."""

import pytest
from django.core import mail as mailbox
from django.test import Client
from django.urls import reverse

from members.joining import links
from members.joining.actions import decisions, first_sign_in
from members.joining.models import Application, FirstSignInLink
from members.sign_in import rate_limits
from tests.factories import applicant, applications, people
from tests.integration.members.joining.applying import join_journey as journey
from tests.integration.members.joining.applying.join_journey import path, summary, text
from todock.lib import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_area")]

JOIN = "/join/"
SENT = "/join/sent/"


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
    assert "直した内容を保存しました。「回答を送る」を押すと、職員に届きます。" in status
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


def approved(client: Client) -> Application:
    """One of this browser that was approved."""
    application = journey.submits(client)
    staff, at = applications.reviewer(), clock.now()
    decisions.take(application=application, by=staff, at=at)
    decisions.approve(
        application=application, course=people.course(), first_cycle="", by=staff, at=at
    )
    application.refresh_from_db()
    return application


def test_an_approval_shows_the_number_and_where_the_way_to_the_first_sign_in_is(client):
    application = approved(client)
    status = text(client.get(path("status", application)))
    assert application.member.member_number in status
    assert "毎週水曜日" in status
    assert "口座振替の用紙" in status
    assert "メールでお送りしました" in status


def test_no_page_hands_out_the_way_to_the_first_sign_in(client):
    # given a browser that may open the application, but has not the mail about the approval
    application = approved(client)
    # then neither its pages nor the answer to its button hold the link
    for name in ("status", "done", "continue"):
        assert "/me/first/" not in text(client.get(path(name, application), follow=True))
    answer = client.post(path("sign_in", application), follow=True)
    assert "/me/first/" not in text(answer)


def test_the_way_to_the_first_sign_in_is_mailed_once_more_on_demand(client):
    application = approved(client)
    journey.send_mail()
    before = len(mailbox.outbox)
    answer = client.post(path("sign_in", application), follow=True)
    assert "もう一度メールでお送りしました" in text(answer)
    link = FirstSignInLink.objects.get(application=application)
    assert first_sign_in.url(link) in journey.send_mail()
    assert len(mailbox.outbox) == before + 1
    assert mailbox.outbox[-1].to == [application.email]


def test_a_used_way_is_not_mailed_again(client):
    application = approved(client)
    link = FirstSignInLink.objects.get(application=application)
    first_sign_in.tie(link=link, user=people.newcomer(), at=clock.now())
    status = text(client.get(path("status", application)))
    assert path("sign_in", application) not in status
    count = application.outgoing_mails.count()
    client.post(path("sign_in", application))
    assert application.outgoing_mails.count() == count


def test_the_way_is_mailed_only_so_often(client, settings):
    application = approved(client)
    settings.JOIN_EMAIL_RATE = "1/hour"
    rate_limits.forget()
    answers = [client.post(path("sign_in", application)).status_code for _ in range(2)]
    assert answers == [303, 429]


def test_who_only_joined_is_not_promised_to_order(client):
    application = applications.approved("join")
    client.get(links.application_path(application))
    status = text(client.get(path("status", application)))
    assert "宅配は、ログインしたあとに申し込めます" in status
    assert "注文できます" not in status


def test_who_picks_up_reads_where_and_whom_to_ask(client):
    application = applications.approved(delivers_to="pickup", drop_place="夕張店")
    Application.objects.filter(pk=application.pk).update(course=None)
    client.get(links.application_path(application))
    status = text(client.get(path("status", application)))
    assert "夕張店" in status
    assert "受取場所でのご利用の始め方" in status


# What stands no more


def test_a_cycle_that_closed_meanwhile_is_told_and_the_answer_is_taken(client):
    # given somebody who was asked back, and whose hoped-for cycle is over
    application = asked_back(client)
    typed = {**application.typed["delivery"], "first_cycle_hoped": "2026101"}
    Application.objects.update(
        typed={**application.typed, "delivery": typed}, first_cycle_hoped="2026101"
    )
    # then the status page and the page of the delivery say so
    for shown in (path("status", application), path("page", application, "delivery")):
        assert "締め切りました" in text(client.get(shown))
    # and the answer is taken
    answer = client.post(path("answer", application), {"answer": "205号室です。"}, follow=True)
    assert "回答を送りました" in text(answer)


def test_a_cycle_that_closes_while_it_is_chosen_is_told_on_the_next_page(client):
    application = journey.begins(client)
    journey.fills_in(client, application)
    typed = {**applicant.TYPED["delivery"], "first_cycle_hoped": "2026101"}
    answer = client.post(path("page", application, "delivery"), typed, follow=True)
    assert "締め切りました" in text(answer)
    application.refresh_from_db()
    assert application.typed["delivery"]["first_cycle_hoped"] == "soonest"


# Members


def test_a_visitor_who_asks_for_the_delivery_alone_is_led_to_the_sign_in(client):
    answer = client.get("/join/?kind=delivery")
    assert answer["Location"].startswith("/accounts/login/?next=%2Fjoin%2F%3Fkind%3Ddelivery")


def test_a_member_asks_for_the_delivery_without_typing_what_is_known(client):
    member = people.sato(course=None, postcode="0630812")
    people.signed_in(client, member)
    shown = text(client.get("/join/?kind=delivery"))
    assert 'value="sato@example.jp"' in shown
    typed = {"kind": "delivery", "email": "sato@example.jp", "terms": applications.TICKS["terms"]}
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
    typed = {"kind": "delivery", "email": "new@example.jp", "terms": applications.TICKS["terms"]}
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
