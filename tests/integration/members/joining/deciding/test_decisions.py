"""What reviewers decide, one or many at once, and what the applicant is told."""

from datetime import timedelta

import pytest
from django.core import mail as outbox

from members.joining.actions import decisions
from members.joining.models import Application, ApplicationQuestion
from members.joining.refusals import (
    LeasedToAnother,
    LeaseIsOver,
    QuestionNeedsWords,
    StepNotPossible,
)
from members.joining.rules import reasons
from members.joining.rules.steps import State
from members.refusals import ReasonNeeded
from tests.factories import applications, goods, people, purchases
from tests.integration.members.joining.deciding.leases import (
    MINUTE,
    again,
    let_the_lease_run_out,
    steps_of,
)
from todock.lib import clock, dates
from todock.lib.refusals import Refusal
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db
NOW = clock.now()


# Deciding


def decide(what: str, application: Application, by) -> object:
    course = people.course()
    steps = {
        "ask": {"code": "address", "text": ""},
        "approve": {"course": course, "first_cycle": "2026114"},
        "refuse": {"reason": "area"},
        "withdraw": {"reason": "by_phone"},
    }
    return getattr(decisions, what)(application=application, by=by, at=NOW, **steps[what])


DECISIONS = ["ask", "approve", "refuse", "withdraw"]


@pytest.mark.parametrize("what", DECISIONS)
def test_only_who_has_the_lease_decides(what):
    application = applications.in_review()

    with pytest.raises(LeasedToAnother):
        decide(what, application, applications.reviewer("other"))

    assert again(application).state == State.IN_REVIEW


@pytest.mark.parametrize("what", DECISIONS)
def test_nobody_decides_after_the_lease_ran_out(what):
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)
    let_the_lease_run_out(application)

    with pytest.raises(LeaseIsOver):
        decide(what, application, reviewer)

    assert again(application).state == State.IN_REVIEW


@pytest.mark.parametrize("what", DECISIONS)
def test_nobody_decides_what_nobody_took(what):
    application = applications.submitted()

    with pytest.raises(StepNotPossible):
        decide(what, application, applications.reviewer())


@pytest.mark.parametrize("what", DECISIONS)
def test_a_decision_falls_once(what):
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)
    decide(what, application, reviewer)
    mails = OutgoingMail.objects.count()

    with pytest.raises(StepNotPossible):
        decide(what, application, reviewer)

    assert OutgoingMail.objects.count() == mails


@pytest.mark.parametrize("what", DECISIONS)
def test_each_decision_is_an_event_with_who_when_and_why(what):
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)

    decide(what, application, reviewer)

    event = application.events.last()
    why = {"ask": "address", "refuse": "area", "withdraw": "by_phone", "approve": ""}[what]
    assert (event.by, event.at, event.reason) == (reviewer, NOW, why)
    assert again(application).reviewer is None


# Asking back


def test_a_question_waits_for_the_answer_for_two_weeks():
    application = applications.asked_back(code="address", text=" 部屋番号は？ ", at=NOW)

    question = ApplicationQuestion.objects.get()
    assert (question.code, question.text, question.answered_at) == ("address", "部屋番号は？", None)
    assert again(application).expires_at == NOW + timedelta(days=14)


@pytest.mark.parametrize("text", ["", "　 "])
def test_a_question_of_no_kind_needs_words(text):
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)

    with pytest.raises(QuestionNeedsWords):
        decisions.ask(application=application, code="other", text=text, by=reviewer, at=NOW)


def test_questions_and_refusals_without_a_known_code_are_refused():
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)

    for decide_so in (
        lambda: decisions.ask(application=application, code="x", text="?", by=reviewer, at=NOW),
        lambda: decisions.refuse(application=application, reason="", by=reviewer, at=NOW),
        lambda: decisions.withdraw(application=application, reason="area", by=reviewer, at=NOW),
    ):
        with pytest.raises(ReasonNeeded):
            decide_so()

    assert again(application).state == State.IN_REVIEW


def test_a_second_question_follows_an_answer():
    reviewer = applications.reviewer()
    application = applications.answered(by=reviewer)
    decisions.take(application=application, by=reviewer, at=NOW)

    decisions.ask(application=application, code="phone", text="", by=reviewer, at=NOW)

    assert application.questions.count() == 2
    assert OutgoingMail.objects.filter(kind="application_asked").count() == 2


# Mails


def sent(application: Application, kind: str) -> str:
    OutgoingMail.objects.exclude(kind=kind).delete()
    mail.send_waiting(at=clock.now() + MINUTE)
    (message,) = outbox.outbox
    assert message.to == [application.email]
    return message.subject + "\n" + message.body


def test_the_mail_with_a_question_holds_the_question_and_the_way_to_answer(settings):
    application = applications.asked_back(code="address", text="301号室ですか？")

    text = sent(application, "application_asked")

    assert str(reasons.QUESTIONS["address"].text) in text
    assert "301号室ですか？" in text
    assert f"{settings.SITE_URL}/join/open/{application.public_id}/" in text
    assert dates.day_text(clock.japan_date(again(application).expires_at)) in text


@pytest.mark.parametrize("then", [applications.answered, applications.expired])
def test_a_question_that_is_not_asked_any_more_is_not_mailed(then):
    application = then()

    mail.send_waiting(at=clock.now() + MINUTE)

    assert outbox.outbox == []
    asked = OutgoingMail.objects.get(application=application, kind="application_asked")
    assert asked.given_up_at is not None


def test_the_mail_of_a_refusal_is_mild_and_names_no_other_person():
    application = applications.refused(reason="double")

    text = sent(application, "application_refused")

    assert str(reasons.REFUSALS["double"].text) in text
    assert "重複" not in text
    assert "90日" in text


def test_withdrawing_for_the_applicant_is_confirmed_by_mail():
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)
    decisions.withdraw(application=application, reason="by_phone", by=reviewer, at=NOW)

    assert application.number in sent(application, "application_withdrawn")


# Many at once


def test_a_bulk_approval_drops_a_hoped_for_cycle_that_has_closed():
    course = people.course()
    waiting = applications.submitted(proposed_course=course, first_cycle_hoped="2026101")

    result = decisions.approve_all(
        applications=[waiting], looked={}, by=applications.reviewer(), at=NOW
    )

    (approved,) = result.done
    assert (approved.first_cycle, approved.member.first_cycle) == ("", "")


def test_a_bulk_approval_takes_and_approves_each():
    course = people.course()
    purchases.window(goods.cycle(code="2026114"))
    reviewer = applications.reviewer()
    waiting = [
        applications.submitted(**applications.somebody(number), proposed_course=course)
        for number in range(3)
    ]

    result = decisions.approve_all(applications=waiting, looked={}, by=reviewer, at=NOW)

    assert [each.pk for each in result.done] == [each.pk for each in waiting]
    assert result.refused == []
    approved = Application.objects.filter(state=State.APPROVED)
    assert {(each.course, each.first_cycle) for each in approved} == {(course, "2026114")}
    assert approved.values("member").distinct().count() == 3


def test_what_a_bulk_approval_cannot_approve_stays_as_it_was_and_says_why():
    course = people.course()
    reviewer = applications.reviewer()
    leased = applications.in_review(by=applications.reviewer("other"), **applications.somebody(1))
    homeless = applications.submitted(**applications.somebody(2))
    good = applications.submitted(**applications.somebody(3), proposed_course=course)
    chosen = [leased, homeless, good]

    result = decisions.approve_all(applications=chosen, looked={}, by=reviewer, at=NOW)

    assert [each.pk for each in result.done] == [good.pk]
    assert [each.pk for each, _why in result.refused] == [leased.pk, homeless.pk]
    assert "審査しています" in result.refused[0][1]
    assert "コース" in result.refused[1][1]
    assert (again(homeless).state, again(homeless).reviewer) == (State.SUBMITTED, None)
    assert steps_of(homeless)[-1] == "submitted"


def test_every_refusal_speaks_japanese():
    for refusal in (LeaseIsOver(), QuestionNeedsWords(), ReasonNeeded()):
        assert isinstance(refusal, Refusal)
        assert "。" in refusal.message
