"""Mail to another address than the member's, and to applicants."""

import logging
from datetime import timedelta

import pytest

from members.joining.actions import endings
from tests.factories import applications
from tests.integration.post.letters import waiting
from todock.lib import clock
from todock.post import mail
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db


def test_a_mail_to_another_address_goes_there_and_the_address_is_forgotten(memory):
    row = waiting(address="old@example.jp")
    mail.send_waiting(at=clock.now())
    assert memory[0].to == ["old@example.jp"]
    row.refresh_from_db()
    assert row.address == ""


def test_the_other_address_is_forgotten_with_the_mail_that_is_given_up(server):
    server.refuse = b"550 no such person"
    row = waiting(address="old@example.jp")
    mail.send_waiting(at=clock.now())
    row.refresh_from_db()
    assert (row.sent_at, row.address) == (None, "")


def test_a_mail_that_waits_keeps_its_other_address(server):
    server.refuse = b"451 later"
    row = waiting(address="old@example.jp")
    mail.send_waiting(at=clock.now())
    row.refresh_from_db()
    assert row.address == "old@example.jp"


def test_a_mail_to_an_applicant_goes_to_the_address_of_the_application(memory):
    mail.register("receipt", lambda row: ("受付", row.recipient.number))
    application = applications.submitted()
    OutgoingMail.objects.create(recipient=application, kind="receipt", key="1")
    assert mail.send_waiting(at=clock.now() + timedelta(seconds=1)) == 1
    assert memory[0].to == ["tanaka@example.jp"]


def test_a_mail_about_an_application_that_was_erased_is_given_up(memory, caplog):
    caplog.set_level(logging.INFO)
    mail.register("receipt", lambda row: ("受付", row.recipient.number))
    application = applications.refused(at=clock.now() - timedelta(days=200))
    OutgoingMail.objects.all().delete()
    endings.erase_due(at=clock.now())
    row = OutgoingMail.objects.create(
        recipient=application, kind="receipt", key="1", address="old@example.jp"
    )
    assert mail.send_waiting(at=clock.now() + timedelta(seconds=1)) == 0
    row.refresh_from_db()
    assert (row.problem, row.address) == (mail.ERASED, "")
    assert "ERROR" not in {record.levelname for record in caplog.records}
