"""The steps of an application: who takes which, in which order, and what the database forbids."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from members.joining.actions.stepping import start, take_step
from members.joining.models import Application
from members.joining.refusals import StepNotPossible
from members.joining.rules import steps
from members.joining.rules.steps import State, Step
from tests.factories import people
from tests.factories.threads import behind
from tests.integration.members.joining import constraint_cases as rows
from todock.lib import clock

pytestmark = pytest.mark.django_db
NOW = clock.now()


def draft() -> Application:
    return start(Application(kind="join", **rows.PERSON), at=NOW)


@contextmanager
def at_commit() -> Iterator[None]:
    with transaction.atomic():
        yield
        connection.check_constraints()


@contextmanager
def refused_at_commit(words: str) -> Iterator[None]:
    """Expect what PostgreSQL says when the transaction ends."""
    with pytest.raises(IntegrityError, match=words), at_commit():
        yield


def test_a_step_changes_the_state_and_says_who_and_when():
    reviewer = people.staff_user()
    application = rows.submitted()

    taken = take_step(
        application, Step.TAKEN, by=reviewer, at=NOW, reviewer=reviewer, taken_until=NOW
    )

    event = application.events.last()
    assert taken.state == Application.objects.get().state == State.IN_REVIEW
    assert (event.step, event.from_state, event.to_state) == ("taken", "submitted", "in_review")
    assert (event.by, event.at) == (reviewer, NOW)


@pytest.mark.parametrize("step", [Step.SUBMITTED, Step.TAKEN, Step.APPROVED, Step.ANSWERED])
def test_a_step_that_does_not_lead_on_from_the_state_is_refused(step):
    application = draft()

    with pytest.raises(StepNotPossible):
        take_step(application, step, by=None, at=NOW)

    assert Application.objects.get().state == State.DRAFT
    assert application.events.count() == 1


def test_a_step_is_judged_by_the_row_and_not_by_what_was_read_before():
    application = draft()
    stale = Application.objects.get()
    take_step(application, Step.CONFIRMED, by=None, at=NOW)

    with pytest.raises(StepNotPossible):
        take_step(stale, Step.CONFIRMED, by=None, at=NOW)


def test_the_last_step_ends_the_lease_and_says_when():
    application = rows.in_review(expires_at=NOW)

    refused = take_step(application, Step.REFUSED, by=application.reviewer, at=NOW, reason="other")

    assert refused.reviewer is None
    assert refused.taken_until is None
    assert refused.expires_at is None
    assert refused.decided_at == NOW


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED, State.EXPIRED])
def test_an_illegal_step_is_impossible_in_the_database(state):
    application = rows.submitted()

    with pytest.raises(IntegrityError, match="no step leads from"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(state=state)


def test_a_state_without_its_event_is_impossible_in_the_database():
    application = draft()

    with refused_at_commit("no event says"):
        Application.objects.filter(pk=application.pk).update(state=State.CONFIRMED)


def test_a_new_application_without_an_event_is_impossible_in_the_database():
    with refused_at_commit("no event says"):
        Application.objects.create(kind="join", **rows.PERSON)


def test_an_event_that_does_not_follow_the_last_is_impossible_in_the_database():
    application = draft()

    with pytest.raises(IntegrityError, match="an event from confirmed"), transaction.atomic():
        rows.event(
            application, step=Step.SUBMITTED, from_state=State.CONFIRMED, to_state=State.SUBMITTED
        )


def test_every_step_of_the_table_is_possible_in_the_database():
    """The triggers hold the pairs as they were written in the migration."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'joining_application_step'")
        source = cursor.fetchone()[0]

    pairs = {(before, after) for _step, before, after in steps.LEGAL if before not in ("", after)}
    assert all(f"('{before}', '{after}')" in source for before, after in pairs)
    assert source.count("('") == len(pairs)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_step_at_once_one_is_refused():
    application = draft()
    confirm = lambda: take_step(application, Step.CONFIRMED, by=None, at=NOW)  # noqa: E731

    first, second = behind(confirm, confirm)

    assert first.state == State.CONFIRMED
    assert isinstance(second, StepNotPossible)
    assert application.events.filter(step=Step.CONFIRMED).count() == 1


def test_an_event_without_its_state_is_impossible_in_the_database():
    application = rows.in_review()

    with refused_at_commit("no event says"):
        rows.event(
            application, step=Step.APPROVED, from_state=State.IN_REVIEW, to_state=State.APPROVED
        )
