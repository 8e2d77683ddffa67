"""What time does: drafts and questions expire, and what came to nothing loses the person."""

from datetime import date, timedelta

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, connection, transaction

from members.joining.actions import endings
from members.joining.models import (
    Application,
    ApplicationConsent,
    ApplicationEvent,
    ApplicationQuestion,
)
from members.joining.rules.steps import State
from members.joining.tasks import erase_applications, expire_applications
from tests.factories import applications
from todock.lib import clock
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db
NOW = clock.now()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def again(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


# Expiry


@pytest.mark.parametrize("state", ["draft", "confirmed"])
def test_a_draft_expires_quietly(state):
    application = getattr(applications, state)(expires_at=NOW)

    assert endings.expire_due(at=NOW) == 1

    expired = again(application)
    assert (expired.state, expired.decided_at, expired.expires_at) == ("expired", NOW, None)
    assert application.events.last().by is None
    assert not OutgoingMail.objects.exists()


def test_a_question_without_answer_expires_and_the_applicant_is_told():
    application = applications.asked_back(at=NOW - timedelta(days=14))
    OutgoingMail.objects.all().delete()

    assert endings.expire_due(at=NOW) == 1

    assert again(application).state == State.EXPIRED
    mail.send_waiting(at=clock.now() + MINUTE)
    (message,) = outbox.outbox
    assert message.to == ["tanaka@example.jp"]
    assert application.number in message.subject


def test_nothing_expires_before_its_time():
    applications.draft(email="draft@example.jp", expires_at=NOW + MINUTE)
    applications.asked_back(at=NOW - timedelta(days=13))

    assert endings.expire_due(at=NOW) == 0


@pytest.mark.parametrize("state", ["submitted", "in_review", "answered", "approved"])
def test_what_staff_have_does_not_expire(state):
    application = getattr(applications, state)(at=NOW - timedelta(days=400))

    assert endings.expire_due(at=NOW) == 0
    assert again(application).state != State.EXPIRED


def test_a_second_run_expires_nothing_more():
    applications.asked_back(at=NOW - timedelta(days=14))
    expire_applications()

    assert expire_applications() == 0
    assert OutgoingMail.objects.filter(kind="application_expired").count() == 1


def test_a_draft_that_was_prolonged_meanwhile_stays():
    application = applications.confirmed(expires_at=NOW)
    Application.objects.filter(pk=application.pk).update(expires_at=NOW + DAY)

    assert not endings.expire(pk=application.pk, at=NOW)
    assert again(application).state == State.CONFIRMED


def test_everything_due_expires_however_much_it_is(monkeypatch):
    monkeypatch.setattr(endings, "BATCH", 2)
    for number in range(5):
        applications.draft(email=f"{number}@example.jp", expires_at=NOW)

    assert endings.expire_due(at=NOW) == 5


# Erasure

LONG_AGO = NOW - timedelta(days=90)
EVERYTHING = {
    "other_phone": "09011112222",
    "workplace": "札幌商会",
    "workplace_postcode": "0600001",
    "workplace_address": "札幌市中央区北一条西2丁目",
    "introducer_number": "0012345678",
    "children": [date(2020, 1, 1)],
    "typed": {"name": {"family_name": "田中"}},
}


@pytest.mark.parametrize("state", ["refused", "withdrawn", "expired"])
def test_what_came_to_nothing_loses_the_person_after_ninety_days(state):
    application = getattr(applications, state)(at=LONG_AGO, **EVERYTHING)
    kept = (application.number, application.kind, application.submitted_at)
    events = application.events.count()

    assert endings.erase_due(at=NOW) == 1

    erased = again(application)
    assert erased.erased_at == NOW
    assert (erased.number, erased.kind, erased.submitted_at) == kept
    assert (erased.state, erased.decided_at) == (state, LONG_AGO)
    assert erased.events.count() == events
    assert (erased.name, erased.kana, erased.address, erased.email) == ("", "", "", "")
    assert not OutgoingMail.objects.exists()
    assert not ApplicationQuestion.objects.exists()


def test_nothing_that_was_typed_is_left_in_any_column():
    application = applications.refused(at=LONG_AGO, **EVERYTHING)
    endings.erase_due(at=NOW)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(a)::text FROM joining_application a WHERE id = %s", [application.pk]
        )
        row = cursor.fetchone()[0]
    typed = [*applications.TANAKA.values(), *applications.DELIVERY.values(), *EVERYTHING.values()]
    for value in typed:
        if isinstance(value, str) and value:
            assert value not in row
    assert "タナカ" not in row


def test_every_column_is_either_erased_or_kept_on_purpose():
    """A column that is added has to be taken out of the row, or named here."""
    kept = {
        *("id", "public_id", "number", "kind", "state", "code_serial", "code_tries"),
        *("reviewer", "taken_until", "first_cycle", "created_at", "submitted_at"),
        *("decided_at", "expires_at", "erased_at", "export_name"),
    }
    columns = {field.name for field in Application._meta.fields}

    assert columns - kept == set(endings.NOBODY)


def test_a_delivery_that_was_refused_forgets_whose_it_was():
    application = applications.refused("delivery", at=LONG_AGO)

    endings.erase_due(at=NOW)

    assert again(application).member is None


def test_a_draft_that_expired_is_erased_too():
    application = applications.draft(expires_at=LONG_AGO)
    endings.expire_due(at=LONG_AGO)

    assert endings.erase_due(at=NOW) == 1
    assert again(application).email == ""


def test_nothing_is_erased_before_its_time():
    application = applications.refused(at=LONG_AGO + MINUTE)

    assert endings.erase_due(at=NOW) == 0
    assert again(application).name == "田中 実"


@pytest.mark.parametrize("state", ["submitted", "in_review", "asked_back", "approved"])
def test_what_waits_or_was_approved_is_not_erased(state):
    application = getattr(applications, state)(at=NOW - timedelta(days=4000))

    assert endings.erase_due(at=NOW) == 0
    assert again(application).name == "田中 実"


def test_events_and_consents_outlive_the_person():
    applications.refused(at=LONG_AGO)
    before = ApplicationEvent.objects.count(), ApplicationConsent.objects.count()

    endings.erase_due(at=NOW)

    assert (ApplicationEvent.objects.count(), ApplicationConsent.objects.count()) == before


def test_a_second_run_erases_nothing_more():
    applications.refused(at=clock.now() - timedelta(days=91))

    assert (erase_applications(), erase_applications()) == (1, 0)


def test_everything_due_is_erased_however_much_it_is(monkeypatch):
    monkeypatch.setattr(endings, "BATCH", 2)
    for number in range(5):
        applications.withdrawn(at=LONG_AGO, email=f"{number}@example.jp")

    assert endings.erase_due(at=NOW) == 5


def test_the_database_refuses_an_erased_row_that_holds_a_person():
    application = applications.refused(at=LONG_AGO)

    with pytest.raises(IntegrityError, match="erased_holds_no_person"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(erased_at=NOW)
