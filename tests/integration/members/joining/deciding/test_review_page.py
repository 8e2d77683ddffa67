"""A reviewer decides on the page of an application."""

from datetime import timedelta

import pytest
from django.test import Client

from members.joining.models import Application, ApplicationQuestion
from members.joining.rules.steps import State
from tests.factories import applications, people, purchases
from tests.integration.members.joining.deciding.desk import do, page, words
from todock.lib import clock

pytestmark = pytest.mark.django_db


def test_the_reviewer_takes_it_and_a_second_one_sees_who_has_the_lease(desk):
    application = applications.submitted()
    assert "審査を始めました。" in words(do(desk, application, "take"))
    second = people.signed_in(Client(), people.reviewer("山田 進"))
    text = words(second.get(page(application)))
    assert "工藤 直子さんが審査しています" in text
    assert "<button" not in text.split('id="content"')[1]
    refusal = do(second, application, "refuse", **{"refuse-reason": "area", "sure": "1"})
    assert "工藤 直子さんが審査しています" in words(refusal)
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW


def test_a_lease_that_is_over_is_taken_by_the_next(desk):
    application = applications.in_review(by=people.reviewer("山田 進"))
    Application.objects.update(taken_until=clock.now() - timedelta(minutes=1))
    assert "時間切れになりました" in words(desk.get(page(application)))
    do(desk, application, "take")
    application.refresh_from_db()
    assert application.reviewer.name == "工藤 直子"


def test_what_was_taken_is_put_back(desk, kudo):
    application = applications.in_review(by=kudo)
    do(desk, application, "release")
    application.refresh_from_db()
    assert application.state == State.SUBMITTED


def test_the_reviewer_asks_back(desk, kudo):
    application = applications.in_review(by=kudo)
    typed = {"ask-code": "phone", "ask-text": "昼間の番号をお願いします。"}
    assert "申込者に質問しました。" in words(do(desk, application, "ask", **typed))
    question = ApplicationQuestion.objects.get()
    assert (question.code, question.text) == ("phone", "昼間の番号をお願いします。")
    assert "申込者の回答を待っています" in words(desk.get(page(application)))


def test_a_question_without_words_is_named_on_top_and_at_its_field(desk, kudo):
    application = applications.in_review(by=kudo)
    response = do(desk, application, "ask", **{"ask-code": "other"})
    assert response.status_code == 422
    text = words(response)
    assert text.count("質問の文を入力してください") == 2
    assert 'href="#id_ask-text"' in text
    assert "<title>エラー：" in text


def test_approval_takes_the_chosen_course_and_cycle(desk, kudo):
    course = people.course()
    application = applications.in_review(by=kudo, proposed_course=course)
    typed = {"approve-course": "0101", "approve-first_cycle": ""}
    assert "承認しました。" in words(do(desk, application, "approve", **typed))
    application.refresh_from_db()
    assert application.state == State.APPROVED
    assert application.course == course
    assert application.member.member_number in words(desk.get(page(application)))


def test_approval_of_a_delivery_needs_a_course(desk, kudo):
    application = applications.in_review(by=kudo)
    response = do(desk, application, "approve", **{"approve-course": ""})
    assert response.status_code == 422
    assert "コースを選んでください" in words(response)


def test_another_course_is_given_by_its_code(desk, kudo):
    other = people.course("0777", weekday=5)
    application = applications.in_review(by=kudo, proposed_course=people.course())
    typed = {"approve-course": "0101", "approve-other_course": "0778"}
    assert "このコードのコースはありません" in words(do(desk, application, "approve", **typed))
    typed["approve-other_course"] = "0777"
    do(desk, application, "approve", **typed)
    application.refresh_from_db()
    assert application.course == other


def test_the_first_cycle_is_one_that_the_chosen_course_has(desk, kudo):
    # given a cycle of the proposed course, and another of the one that the reviewer chooses
    proposed, other = people.course(), people.course("0777", weekday=5)
    theirs, ours = purchases.window(course=proposed).cycle, purchases.window(course=other).cycle
    application = applications.in_review(by=kudo, proposed_course=proposed)
    typed = {"approve-course": "0101", "approve-other_course": "0777"}
    # when
    answer = do(desk, application, "approve", **typed, **{"approve-first_cycle": theirs.code})
    # then
    assert answer.status_code == 422
    assert "このコースで注文できる企画回を選んでください" in words(answer)
    do(desk, application, "approve", **typed, **{"approve-first_cycle": ours.code})
    application.refresh_from_db()
    assert (application.course, application.first_cycle) == (other, ours.code)


def test_who_only_joins_is_approved_without_a_course(desk, kudo):
    application = applications.in_review("join", by=kudo)
    assert 'name="approve-course"' not in words(desk.get(page(application)))
    do(desk, application, "approve")
    application.refresh_from_db()
    assert (application.state, application.course) == (State.APPROVED, None)


def test_a_possible_duplicate_is_approved_only_after_a_look(desk, kudo):
    people.sato(phone="0111112222")
    application = applications.in_review("join", by=kudo)
    response = do(desk, application, "approve")
    assert "重複の可能性を確かめてから" in words(response)
    do(desk, application, "approve", **{"approve-looked": "on"})
    application.refresh_from_db()
    assert application.state == State.APPROVED


@pytest.mark.parametrize(
    ("step", "reason", "read", "state"),
    [
        ("refuse", "area", "区域の外でした", State.REFUSED),
        ("withdraw", "by_phone", "お電話でのご希望により", State.WITHDRAWN),
    ],
)
def test_an_end_is_shown_as_the_applicant_will_read_it_before_it_is_final(
    desk, kudo, step, reason, read, state
):
    application = applications.in_review(by=kudo)
    # when the reason is chosen
    preview = do(desk, application, step, **{f"{step}-reason": reason})
    # then nothing has happened yet
    assert read in words(preview)
    application.refresh_from_db()
    assert application.state == State.IN_REVIEW
    # and with the second press it has
    do(desk, application, step, **{f"{step}-reason": reason, "sure": "1"})
    application.refresh_from_db()
    assert application.state == state
    assert application.events.last().reason == reason


def test_two_who_press_at_once_decide_once(desk, kudo):
    application = applications.in_review("join", by=kudo)
    do(desk, application, "approve")
    text = words(do(desk, application, "approve"))
    assert "すでに次の手順に進んでいます" in text
    assert application.events.filter(step="approved").count() == 1


def test_a_decision_after_the_time_is_over_is_refused_in_words(desk, kudo):
    application = applications.in_review("join", by=kudo)
    Application.objects.update(taken_until=clock.now() - timedelta(seconds=1))
    assert "審査の時間が過ぎました" in words(do(desk, application, "approve"))
