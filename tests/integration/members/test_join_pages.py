"""The pages of an application, as a browser without scripts gets through them."""

import logging
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail as outgoing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from members import links, mail, rate_limits
from members.actions import decisions, joining
from members.models import Application, OutgoingMail
from members.models.application import CODE_TRIES
from tests.factories import applications, people
from tests.integration.members import join_journey as journey
from todock.lib import clock

pytestmark = pytest.mark.django_db

JOIN = "/join/"
SENT = "/join/sent/"


@pytest.fixture(autouse=True)
def _prepared() -> None:
    journey.prepare()


def path(name: str, application: Application, *more: str) -> str:
    return reverse(f"members:join_{name}", args=[application.public_id, *more])


def start(client: Client, **typed: str) -> HttpResponse:
    return client.post(JOIN, {**journey.START, **typed})


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def send_mail() -> str:
    """Let the outbox be sent; return the text of the last mail."""
    mail.send_waiting(at=clock.now() + timedelta(seconds=1))
    return outgoing.outbox[-1].body


# The whole way


def test_a_newcomer_gets_from_the_start_to_the_receipt(client):
    application = journey.submits(client)
    assert (application.state, application.kind, application.name) == (
        "submitted",
        "both",
        "田中 実",
    )
    done = text(client.get(path("done", application)))
    assert application.number in done
    status = text(client.get(path("status", application)))
    assert "申し込みを受け付けました" in status
    assert "入力を始めました" in status


def test_the_link_and_the_code_of_the_mail_lead_to_the_form(client):
    started = start(client)
    assert (started.status_code, started["Location"]) == (303, SENT)
    letter = send_mail()
    application = journey.newest()
    assert links.application_url(application) in letter
    code = re.search(r"確認番号　(\d{6})", letter)[1]
    answer = client.post(SENT, {"code": " ".join(code)})
    assert answer.status_code == 303
    assert client.get(answer["Location"])["Location"] == path("page", application, "name")


def test_the_link_goes_on_with_the_draft_from_another_device(client):
    application = journey.begins(client)
    first = {**journey.TYPED["name"], "family_name": "髙田"}
    client.post(path("page", application, "name"), first)
    other = Client()
    page = other.get(links.application_path(application), follow=True)
    assert page.request["PATH_INFO"] == path("page", application, "contact")
    assert "髙田" in text(other.get(path("page", application, "name")))


def test_a_scanner_that_fetches_the_link_does_no_harm(client):
    start(client)
    application = journey.newest()
    for ask in (Client().head, Client().get, Client().get):
        assert ask(links.application_path(application)).status_code == 302
    application.refresh_from_db()
    assert application.state == "confirmed"


# Neutral answers


@pytest.mark.parametrize(
    "known",
    [
        applications.draft,
        applications.confirmed,
        applications.submitted,
        applications.refused,
        lambda: people.sato(email=journey.EMAIL),
    ],
)
def test_the_answer_does_not_tell_whether_an_address_is_known(known):
    unknown, same = Client(), Client()
    first = start(unknown)
    shown = journey.without_token(unknown.get(SENT))
    outcome = unknown.post(SENT, {"code": "000000"})
    Application.objects.filter(state="draft").update(email="somebody@example.jp")
    known()
    second = start(same)
    assert (second.status_code, second["Location"]) == (first.status_code, first["Location"])
    assert journey.without_token(same.get(SENT)) == shown
    wrong = same.post(SENT, {"code": "000000"})
    assert wrong.status_code == outcome.status_code == 422
    assert journey.without_token(wrong) == journey.without_token(outcome)


def test_a_robot_is_answered_like_a_person_and_nothing_is_stored(client):
    person = Client()
    expected = start(person)
    shown = journey.without_token(person.get(SENT))
    Application.objects.all().update(email="somebody@example.jp")
    answer = start(client, memo="http://example.com")
    assert (answer.status_code, answer["Location"]) == (expected.status_code, expected["Location"])
    assert journey.without_token(client.get(SENT)) == shown
    assert "確認番号が違います" in text(client.post(SENT, {"code": "000000"}))
    assert client.post("/join/again/").status_code == 303
    assert Application.objects.count() == OutgoingMail.objects.count() == 1


# Limits


def test_one_address_begins_only_so_often(client, settings):
    settings.JOIN_RATE = "2/hour"
    assert [start(client, email=f"a{number}@example.jp").status_code for number in range(3)] == [
        303,
        303,
        429,
    ]


def test_one_e_mail_gets_only_so_many_mails(client, settings):
    settings.JOIN_EMAIL_RATE = "2/hour"
    start(client)
    assert client.post("/join/again/").status_code == 303
    assert start(client, email="TANAKA@example.jp").status_code == 429
    assert client.post("/join/again/").status_code == 429
    assert OutgoingMail.objects.count() == 2


def test_codes_are_tried_only_so_often_from_one_address(client, settings):
    settings.JOIN_RATE = "2/hour"
    start(client)
    assert client.post(SENT, {"code": "000000"}).status_code == 422
    assert client.post(SENT, {"code": "000000"}).status_code == 429


def test_the_address_is_not_a_key_of_the_limits(client):
    start(client)
    redis = rate_limits._shared(settings.RATE_LIMIT_STORAGE).storage
    keys = [key.decode() for key in redis.keys("*join-email*")]
    assert keys
    assert not [key for key in keys if "tanaka" in key]


# The code


def test_too_many_wrong_codes_need_a_new_mail(client):
    start(client)
    Application.objects.update(code_tries=CODE_TRIES)
    right = links.code(journey.newest())
    assert "使えなくなりました" in text(client.post(SENT, {"code": right}))
    client.post("/join/again/")
    answer = client.post(SENT, {"code": links.code(journey.newest())})
    assert answer.status_code == 303


def test_a_browser_that_waits_for_no_mail_is_led_to_the_start(client):
    answer = client.get(SENT)
    assert answer.status_code == 200
    assert f'href="{JOIN}"' in text(answer)
    assert client.post("/join/again/")["Location"] == SENT


# Filling in


def test_back_saves_what_is_not_finished(client):
    application = journey.begins(client)
    typed = {"phone": "01", "contact_by": "mail", "back": "1"}
    answer = client.post(path("page", application, "contact"), typed)
    assert (answer.status_code, answer["Location"]) == (303, path("page", application, "name"))
    shown = text(client.get(path("page", application, "contact")))
    assert 'value="01"' in shown
    assert "error-summary" not in shown


def test_a_wrong_page_is_shown_again_with_all_that_was_typed(client):
    application = journey.begins(client)
    typed = {**journey.TYPED["name"], "born_month": "13", "family_name": "𠮷田"}
    answer = client.post(path("page", application, "name"), typed)
    assert answer.status_code == 422
    assert "エラー" in re.search(r"<title>(.*?)</title>", text(answer))[1]
    assert 'href="#born_month"' in text(answer)
    assert 'value="𠮷田"' in text(answer)
    application.refresh_from_db()
    assert application.typed["name"]["born_month"] == "13"


def test_a_button_of_the_form_itself_shows_the_page_again(client):
    application = journey.begins(client)
    typed = {"adults": "2", "child_1": "", "add_child": "1"}
    answer = client.post(path("page", application, "household"), typed)
    assert answer.status_code == 200
    assert 'name="child_2"' in text(answer)


def test_a_change_from_the_check_page_leads_back_to_it(client):
    application = journey.begins(client)
    journey.fills_in(client, application)
    check = text(client.get(path("check", application)))
    change = path("page", application, "household") + "?from=check"
    assert change in check
    shown = text(client.get(change))
    assert '<input type="hidden" name="from" value="check">' in shown
    typed = {**journey.TYPED["household"], "adults": "3", "from": "check"}
    answer = client.post(path("page", application, "household"), typed)
    assert answer["Location"] == path("check", application)
    assert "3人" in text(client.get(answer["Location"]))


def test_the_check_page_names_the_pages_that_are_not_finished(client):
    application = journey.begins(client)
    client.post(path("page", application, "name"), journey.TYPED["name"])
    answer = client.post(path("check", application))
    assert answer.status_code == 422
    assert path("page", application, "contact") + "?from=check" in summary(answer)
    assert "お名前" not in summary(answer)
    application.refresh_from_db()
    assert application.state == "confirmed"


def summary(answer: HttpResponse) -> str:
    return re.search(r'<div class="error-summary".*?</div>', text(answer), re.DOTALL)[0]


def test_the_check_page_shows_every_answer(client):
    application = journey.begins(client)
    journey.fills_in(client, application)
    shown = text(client.get(path("check", application)))
    for words in ("田中 実", "タナカ ミノル", "1980年5月5日", "玄関前", "5口（5,000円）", "定款"):
        assert words in shown


def test_the_second_submit_of_a_form_shows_the_receipt_again(client):
    application = journey.submits(client)
    answer = client.post(path("check", application))
    assert answer["Location"] == path("done", application)
    assert Application.objects.count() == 1


def test_a_page_that_stood_open_in_another_tab_says_what_is_the_case(client):
    application = journey.submits(client)
    for answer in (
        client.get(path("page", application, "name")),
        client.post(path("page", application, "name"), journey.TYPED["name"]),
        client.get(path("check", application)),
    ):
        assert answer["Location"] == path("status", application)


def test_a_draft_past_its_time_says_so(client):
    application = journey.begins(client)
    Application.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    for name, more in (("page", ["name"]), ("check", []), ("status", []), ("continue", [])):
        answer = client.get(path(name, application, *more))
        assert "入力の期限が過ぎました" in text(answer)
    post = client.post(path("page", application, "name"), journey.TYPED["name"])
    assert "入力の期限が過ぎました" in text(post)
    opened = Client().get(links.application_path(application), follow=True)
    assert "入力の期限が過ぎました" in text(opened)


def test_a_page_that_the_kind_has_not_does_not_exist(client):
    application = journey.begins(client, kind="join")
    assert client.get(path("page", application, "delivery")).status_code == 404
    assert client.get(path("page", application, "nothing")).status_code == 404


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
    typed = {**journey.TYPED["address"], "building": "メゾン琴似205"}
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


# The rest


def test_the_texts_that_people_agree_to_can_be_read(client):
    assert "利用規約" in text(client.get("/join/documents/terms/"))
    assert client.get("/join/documents/nothing/").status_code == 404


def test_what_is_personal_is_not_logged(client, caplog):
    caplog.set_level(logging.DEBUG)
    application = journey.submits(client)
    client.post(path("answer", application), {"answer": "秘密です"})
    send_mail()
    said = caplog.text
    for secret in (
        journey.EMAIL,
        "田中",
        "タナカ",
        "0111112222",
        "琴似",
        links.mac(application),
        links.code(application),
    ):
        assert secret not in said, secret


def test_the_mails_say_no_more_than_they_need(client):
    application = journey.submits(client)
    mail.send_waiting(at=clock.now() + timedelta(seconds=1))
    whole = "".join(each.subject + each.body for each in outgoing.outbox)
    assert application.number in whole
    for secret in ("琴似", "0111112222", "1980", "タナカ"):
        assert secret not in whole


def test_a_draft_of_this_browser_is_offered_again_at_the_start(client):
    application = journey.begins(client)
    assert path("continue", application) in text(client.get(JOIN))
    joining.withdraw(application=application, at=clock.now())
    assert path("continue", application) not in text(client.get(JOIN))
