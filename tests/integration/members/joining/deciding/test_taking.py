"""A reviewer takes the lease on an application, and puts it back."""

import pytest

from members.joining.actions import decisions
from members.joining.models import Application
from members.joining.refusals import (
    LeasedToAnother,
    StepNotPossible,
)
from members.joining.rules.steps import State
from tests.factories import applications
from tests.integration.members.joining.deciding.leases import (
    MINUTE,
    again,
    let_the_lease_run_out,
    steps_of,
)
from tests.integration.members.joining.deciding.test_decisions import NOW
from todock.lib import clock, dates

pytestmark = pytest.mark.django_db


def test_whoever_takes_an_application_has_the_lease_for_half_an_hour():
    reviewer = applications.reviewer()
    application = applications.submitted()

    taken = decisions.take(application=application, by=reviewer, at=NOW)

    assert (taken.state, taken.reviewer) == (State.IN_REVIEW, reviewer)
    left = taken.taken_until - clock.database_now()
    assert 29 * MINUTE < left <= 30 * MINUTE
    event = application.events.last()
    assert (event.step, event.by, event.at) == ("taken", reviewer, NOW)


def test_a_second_reviewer_is_told_who_has_the_lease_and_until_when():
    application = applications.in_review(by=applications.reviewer(name="山本"))

    with pytest.raises(LeasedToAnother) as refused:
        decisions.take(application=application, by=applications.reviewer("other"), at=NOW)

    assert "山本さん" in refused.value.message
    assert dates.hour_text(application.taken_until) in refused.value.message
    assert again(application).reviewer.name == "山本"


def test_whoever_has_the_lease_prolongs_it_without_another_event():
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)
    let_the_lease_run_out(application)

    taken = decisions.take(application=application, by=reviewer, at=NOW)

    assert taken.taken_until > clock.database_now() + 29 * MINUTE
    assert again(application).taken_until == taken.taken_until
    assert steps_of(application).count("taken") == 1


def test_after_the_lease_ran_out_another_reviewer_takes_it():
    application = applications.in_review()
    let_the_lease_run_out(application)
    other = applications.reviewer("other")

    taken = decisions.take(application=application, by=other, at=NOW)

    assert taken.reviewer == other
    event = application.events.last()
    assert (event.step, event.from_state, event.by) == ("taken", "in_review", other)


@pytest.mark.parametrize("state", ["draft", "confirmed", "asked_back", "approved", "withdrawn"])
def test_only_what_waits_for_the_decision_is_taken(state):
    application = getattr(applications, state)()

    with pytest.raises(StepNotPossible):
        decisions.take(application=application, by=applications.reviewer("other"), at=NOW)


def test_what_is_released_waits_in_the_queue_again():
    reviewer = applications.reviewer()
    application = applications.in_review(by=reviewer)

    decisions.release(application=application, by=reviewer, at=NOW)

    released = again(application)
    assert (released.state, released.reviewer, released.taken_until) == ("submitted", None, None)
    assert released in Application.objects.waiting()


def test_nobody_releases_the_lease_of_another():
    application = applications.in_review()

    with pytest.raises(LeasedToAnother):
        decisions.release(application=application, by=applications.reviewer("other"), at=NOW)
