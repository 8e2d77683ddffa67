"""Two submits of one form, at the same moment, make one application."""

from collections.abc import Callable

import pytest

from members.joining import links
from members.joining.actions import applying, submitting
from members.joining.models import Application, ApplicationEvent
from members.joining.models.application import CODE_TRIES
from members.joining.refusals import CodeOver, CodeWrong, StepNotPossible
from tests.factories import applicant, applications, people
from tests.factories.threads import behind
from todock.lib import clock
from todock.post.models import OutgoingMail, StaffMessage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("served_area")]

AT = clock.now()


def test_two_begins_at_once_make_one_draft():
    results = behind(*[applicant.begun] * 4)
    assert {each.pk for each in results} == {Application.objects.get().pk}
    assert sorted(OutgoingMail.objects.values_list("key", flat=True)) == ["1", "2", "3", "4"]


def test_two_begins_of_a_member_at_once_make_one_draft():
    member = people.sato(course=None)
    ask = lambda: applicant.begun(kind="delivery", email="sato@example.jp", member=member)  # noqa: E731
    results = behind(*[ask] * 3)
    assert {each.pk for each in results} == {Application.objects.get().pk}


def test_two_submits_at_once_make_one_application():
    application = applicant.filled_in()
    results = behind(*[lambda: submitting.submit(application=application, at=AT)] * 4)
    assert {each.number for each in results} == {Application.objects.get().number}
    assert ApplicationEvent.objects.filter(step="submitted").count() == 1
    assert OutgoingMail.objects.filter(kind="application_received").count() == 1
    assert StaffMessage.objects.count() == 1


def test_pages_of_two_tabs_are_both_kept():
    application = applying.confirm(application=applicant.begun(), at=AT)

    def save(slug: str) -> Callable[[], object]:
        typed = applicant.TYPED[slug]
        return lambda: applying.save_page(application=application, slug=slug, typed=typed, at=AT)

    behind(*(save(slug) for slug in applicant.TYPED))
    application.refresh_from_db()
    assert application.typed == applicant.TYPED


def test_guesses_at_once_are_not_more_than_the_tries():
    application = applicant.begun()
    right = links.code(application)
    wrong = "000000" if right != "000000" else "000001"
    guess = lambda: applying.confirm_by_code(  # noqa: E731
        application=Application.objects.get(pk=application.pk), code=wrong, at=AT
    )
    results = behind(*[guess] * 12)
    assert all(isinstance(each, CodeWrong | CodeOver) for each in results)
    assert sum(isinstance(each, CodeWrong) for each in results) < CODE_TRIES
    with pytest.raises(CodeOver):
        applying.confirm_by_code(application=application, code=right, at=AT)


def test_an_answer_and_a_withdrawal_at_once_are_one_step():
    asked = applications.asked_back()
    results = behind(
        lambda: submitting.withdraw(application=asked, at=AT),
        lambda: submitting.withdraw(application=asked, at=AT),
    )
    assert sum(isinstance(each, StepNotPossible) for each in results) == 1
    assert OutgoingMail.objects.filter(kind="application_withdrawn").count() == 1
