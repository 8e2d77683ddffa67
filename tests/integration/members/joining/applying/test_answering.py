"""An applicant answers what staff asked, or takes the application back."""

from datetime import timedelta

import pytest

from members.joining.actions import applying, decisions, submitting
from members.joining.refusals import (
    ApplicationIncomplete,
    NothingAnswered,
    StepNotPossible,
)
from members.models import Member, ServedPostcode
from tests.factories import applicant, applications, people
from tests.integration.members.joining.applying.drafts import (
    AT,
    CYCLE,
    asked_back,
    begin,
    close_windows,
    hoping_for_a_cycle,
    mails,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_area")]


# Answering


def test_an_answer_puts_the_application_back_into_the_queue():
    asked = asked_back()
    answered = submitting.answer(application=asked, text="205号室です", at=AT)
    question = answered.questions.get()
    assert (answered.state, answered.expires_at) == ("submitted", None)
    assert (question.answer, question.answered_at) == ("205号室です", AT)
    assert answered.submitted_at == AT


def test_a_corrected_page_is_an_answer_and_is_written_to_the_columns():
    asked = asked_back()
    typed = {**applicant.TYPED["address"], "building": "メゾン琴似205"}
    applying.save_page(application=asked, slug="address", typed=typed, at=AT)
    answered = submitting.answer(application=asked, text="", at=AT)
    assert (answered.state, answered.building) == ("submitted", "メゾン琴似205")


def test_a_question_is_answered_after_the_hoped_for_cycle_has_closed():
    # given an applicant who hoped for a cycle, and was asked something
    asked = applicant.asked_back(at=AT, hopes_for=hoping_for_a_cycle)
    assert asked.first_cycle_hoped == CYCLE
    # when its window closes before the answer
    close_windows()
    # then the cycle is no correction
    with pytest.raises(NothingAnswered):
        submitting.answer(application=asked, text="", at=AT)
    # and a text is enough
    answered = submitting.answer(application=asked, text="205号室です", at=AT)
    assert (answered.state, answered.first_cycle_hoped) == ("submitted", "")


def test_what_only_the_feed_changed_is_no_correction():
    # given a member who was asked something about her delivery
    member = people.sato(course=None, name="佐藤 花子", postcode="0630812")
    application = begin(
        kind="delivery", email="sato@example.jp", member=member, consents=applicant.agreed()
    )
    for slug in ("household", "delivery", "consents"):
        applying.save_page(application=application, slug=slug, typed=applicant.TYPED[slug], at=AT)
    submitting.submit(application=application, at=AT)
    staff = applications.reviewer()
    decisions.take(application=application, by=staff, at=AT)
    decisions.ask(application=application, code="other", text="はい？", by=staff, at=AT)
    # when the feed brings another phone, and the proposal of the course moves
    Member.objects.filter(pk=member.pk).update(phone="0119999999")
    ServedPostcode.objects.update(course=people.course("0109"))
    # then an empty answer is none
    with pytest.raises(NothingAnswered):
        submitting.answer(application=application, text="", at=AT)


def test_an_empty_answer_without_a_correction_is_refused():
    with pytest.raises(NothingAnswered):
        submitting.answer(application=asked_back(), text="", at=AT)


def test_an_answer_with_a_broken_page_is_refused():
    asked = asked_back()
    applying.save_page(application=asked, slug="contact", typed={"phone": ""}, at=AT)
    with pytest.raises(ApplicationIncomplete):
        submitting.answer(application=asked, text="はい", at=AT)


def test_an_answer_after_its_time_or_a_second_one_is_refused():
    asked = asked_back()
    with pytest.raises(StepNotPossible):
        submitting.answer(application=asked, text="はい", at=AT + timedelta(days=14))
    submitting.answer(application=asked, text="はい", at=AT)
    with pytest.raises(StepNotPossible):
        submitting.answer(application=asked, text="いいえ", at=AT)
    assert asked.questions.get().answer == "はい"


# Taking back


@pytest.mark.parametrize(
    "make",
    [
        applications.confirmed,
        applications.submitted,
        applications.in_review,
        applications.asked_back,
    ],
)
def test_an_applicant_may_take_it_back_until_the_decision(make):
    taken_back = submitting.withdraw(application=make(), at=AT)
    assert (taken_back.state, taken_back.decided_at) == ("withdrawn", AT)
    assert mails(taken_back)[-1][0] == "application_withdrawn"


def test_what_is_decided_is_not_taken_back():
    with pytest.raises(StepNotPossible):
        submitting.withdraw(application=applications.refused(), at=AT)
