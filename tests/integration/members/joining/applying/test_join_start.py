"""The start of an application: the mail, the code, neutral answers, limits."""

import re
import socket
import time

import pytest
from celery import current_app
from django.conf import settings
from django.test import Client

from members.joining import links
from members.joining.models import Application
from members.joining.models.application import CODE_TRIES
from members.sign_in import rate_limits
from tests.factories import applicant, applications, people
from tests.integration.members.joining.applying import join_journey as journey
from tests.integration.members.joining.applying.join_journey import start, text
from todock.post.models import OutgoingMail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_area")]

JOIN = "/join/"
SENT = "/join/sent/"


# Neutral answers


@pytest.mark.parametrize(
    "known",
    [
        applications.draft,
        applications.confirmed,
        applications.submitted,
        applications.refused,
        lambda: people.sato(email=applicant.EMAIL),
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
    answers = [client.post(SENT, {"code": "000000"}).status_code for _ in range(3)]
    # then the beginning has not counted as a try
    assert answers == [422, 422, 429]


def test_who_has_to_wait_keeps_what_was_typed(client, settings):
    settings.JOIN_RATE = "0/hour"
    answer = start(client)
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert "数分たってから" in journey.problems(answer)
    assert f'value="{applicant.EMAIL}"' in text(answer)
    assert 'value="０６３−０８１２"' in text(answer)
    assert re.search(r'name="terms"[^>]*checked', text(answer))
    settings.JOIN_RATE = "1/hour"
    start(client)
    client.post(SENT, {"code": "000000"})
    answer = client.post(SENT, {"code": "12345"})
    assert answer.status_code == 429
    assert 'value="12345"' in text(answer)


def test_the_address_is_not_a_key_of_the_limits(client):
    start(client)
    redis = rate_limits._shared(settings.RATE_LIMIT_STORAGE).storage
    keys = [key.decode() for key in redis.keys("*join-email*")]
    assert keys
    assert not [key for key in keys if "tanaka" in key]


# The terms


def test_who_opens_the_mail_in_the_browser_of_the_start_has_agreed_to_the_terms(client):
    start(client)
    client.get(links.application_path(journey.newest()))
    assert journey.newest().consents.get().document.kind == "terms"


@pytest.mark.parametrize("begun", [None, "other@example.jp"])
def test_who_opens_the_mail_elsewhere_is_asked_about_the_terms(client, begun):
    # given an address that somebody typed, and its owner, who began nothing or something else
    start(client)
    application, owner = journey.newest(), Client()
    if begun:
        start(owner, email=begun)
    # when the owner opens the mail
    owner.get(links.application_path(application))
    # then nobody has agreed for her
    assert not application.consents.exists()
    page = text(owner.get(journey.path("page", application, "consents")))
    assert "利用規約に同意します" in page


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


def test_a_broker_that_takes_the_call_and_says_nothing_holds_nobody_up(client, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        monkeypatch.setattr(current_app.conf, "broker_write_url", url)
        began = time.monotonic()
        assert start(client).status_code == 303
        assert time.monotonic() - began < 4
    assert OutgoingMail.objects.waiting().count() == 1


def test_without_a_broker_the_mail_waits_and_nobody_else_does(client, monkeypatch):
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    began = time.monotonic()
    assert start(client).status_code == 303
    assert time.monotonic() - began < 3
    assert OutgoingMail.objects.waiting().count() == 1
