"""What is left of sign-ins is forgotten at night."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members import tasks as members_tasks
from members.models import IdentityAttempt
from tests.factories import people
from todock.lib import clock

pytestmark = pytest.mark.django_db


def test_sessions_that_have_ended_are_forgotten(client):
    from django.contrib.sessions.models import Session

    people.signed_in(client, people.sato())
    Session.objects.update(expire_date=clock.now() - timedelta(days=1))
    members_tasks.forget_old_sessions()
    assert not Session.objects.exists()


def test_sessions_are_forgotten_a_batch_a_statement_and_open_ones_stay(monkeypatch):
    from django.contrib.sessions.models import Session

    monkeypatch.setattr(members_tasks, "BATCH", 2)
    for number in range(5):
        Session.objects.create(session_key=f"old-{number}", expire_date=clock.now())
    Session.objects.create(session_key="open", expire_date=clock.now() + timedelta(minutes=1))
    with CaptureQueriesContext(connection) as queries:
        members_tasks.forget_old_sessions()
    assert Session.objects.get().session_key == "open"
    deletes = [q["sql"] for q in queries if q["sql"].startswith('DELETE FROM "django_session"')]
    assert len(deletes) == 4
    assert all("LIMIT 2" in sql for sql in deletes)


def test_tries_of_an_identity_are_forgotten_after_the_days_of_the_setting(settings):
    settings.IDENTITY_ATTEMPT_DAYS = 30
    user = people.newcomer()
    for days in (29, 31):
        IdentityAttempt.objects.create(user=user, at=clock.now() - timedelta(days=days))
    members_tasks.forget_old_sessions()
    assert clock.now() - IdentityAttempt.objects.get().at < timedelta(days=30)
