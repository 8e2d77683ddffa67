"""The pages of an application, as a browser without scripts gets through them."""

import logging
import re
from datetime import timedelta

import pytest
from django.core import mail as outgoing
from django.test import Client

from members.joining import links
from members.joining.actions import submitting
from members.joining.models import Application
from tests.factories import applicant, applications, people
from tests.integration.members.joining.applying import join_journey as journey
from tests.integration.members.joining.applying.join_journey import (
    path,
    send_mail,
    start,
    summary,
    text,
)
from todock.lib import clock
from todock.post import mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_area")]

JOIN = "/join/"
SENT = "/join/sent/"


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
    first = {**applicant.TYPED["name"], "family_name": "髙田"}
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
    typed = {**applicant.TYPED["name"], "born_month": "13", "family_name": "𠮷田"}
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
    typed = {**applicant.TYPED["household"], "adults": "3", "from": "check"}
    answer = client.post(path("page", application, "household"), typed)
    assert answer["Location"] == path("check", application)
    assert "3人" in text(client.get(answer["Location"]))


def test_the_check_page_names_the_pages_that_are_not_finished(client):
    application = journey.begins(client)
    client.post(path("page", application, "name"), applicant.TYPED["name"])
    answer = client.post(path("check", application))
    assert answer.status_code == 422
    assert path("page", application, "contact") + "?from=check" in summary(answer)
    assert "お名前" not in summary(answer)
    application.refresh_from_db()
    assert application.state == "confirmed"


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
        client.post(path("page", application, "name"), applicant.TYPED["name"]),
        client.get(path("check", application)),
    ):
        assert answer["Location"] == path("status", application)


def test_a_draft_past_its_time_says_so(client):
    application = journey.begins(client)
    Application.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    for name, more in (("page", ["name"]), ("check", []), ("status", []), ("continue", [])):
        answer = client.get(path(name, application, *more))
        assert "入力の期限が過ぎました" in text(answer)
    post = client.post(path("page", application, "name"), applicant.TYPED["name"])
    assert "入力の期限が過ぎました" in text(post)
    opened = Client().get(links.application_path(application), follow=True)
    assert "入力の期限が過ぎました" in text(opened)


def test_the_delivery_is_left_out_later_and_nothing_is_lost(client):
    application = journey.begins(client)
    journey.fills_in(client, application)
    assert path("kind", application) in text(client.get(path("page", application, "delivery")))
    assert "加入だけを申し込む" in text(client.get(path("kind", application)))
    client.post(path("kind", application), {"kind": "delivery"})
    application.refresh_from_db()
    assert application.kind == "both"
    answer = client.post(path("kind", application), {"kind": "join"}, follow=True)
    assert answer.request["PATH_INFO"] == path("check", application)
    assert "玄関前" not in text(answer)
    client.post(path("kind", application), {"kind": "both"})
    assert "玄関前" in text(client.get(path("check", application)))


def test_the_kind_of_a_members_application_stays(client):
    member = people.sato(course=None)
    people.signed_in(client, member)
    application = applications.confirmed("delivery", member=member)
    client.post(path("kind", application), {"kind": "both"})
    application.refresh_from_db()
    assert application.kind == "delivery"


def test_a_page_that_the_kind_has_not_does_not_exist(client):
    application = journey.begins(client, kind="join")
    assert client.get(path("page", application, "delivery")).status_code == 404
    assert client.get(path("page", application, "nothing")).status_code == 404


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
        applicant.EMAIL,
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
    submitting.withdraw(application=application, at=clock.now())
    assert path("continue", application) not in text(client.get(JOIN))
