"""Mail that cannot be sent: tried again, given up, and in nobody's way."""

import logging
import smtplib

import pytest

from tests.factories import people
from tests.integration.post.letters import waiting
from todock.lib import clock
from todock.post import mail, outbox

pytestmark = pytest.mark.django_db


def test_a_mail_server_that_is_down_costs_no_try_and_loses_nothing(server, caplog):
    row = waiting()
    server.shutdown()
    server.server_close()
    assert mail.send_waiting(at=clock.now()) == 0
    row.refresh_from_db()
    assert (row.attempts, row.sent_at, row.given_up_at) == (0, None, None)
    assert row.due_at < clock.now()


def test_a_mail_that_is_put_off_is_tried_again_later_and_later(server):
    server.refuse = b"451 try m0000000001@example.jp later"
    row = waiting()
    at = clock.now()
    waits = []
    for _ in range(4):
        mail.send_waiting(at=at)
        row.refresh_from_db()
        waits.append((row.due_at - at).total_seconds() / 60)
        at = row.due_at
    assert waits == [1, 2, 4, 8]
    assert row.problem == smtplib.SMTPRecipientsRefused.__name__
    server.refuse = b""
    assert mail.send_waiting(at=at) == 1
    row.refresh_from_db()
    assert row.problem == ""


def test_after_the_last_try_a_mail_is_given_up(server):
    server.refuse = b"451 later"
    row = waiting(attempts=outbox.MOST_ATTEMPTS - 1)
    mail.send_waiting(at=clock.now())
    row.refresh_from_db()
    assert row.given_up_at is not None
    assert row.sent_at is None


def test_an_address_that_the_server_does_not_know_is_given_up_at_once(server):
    server.refuse = b"550 no such person"
    row = waiting()
    mail.send_waiting(at=clock.now())
    row.refresh_from_db()
    assert row.given_up_at is not None
    assert row.attempts == 1


def test_a_member_without_an_address_is_given_up_and_the_row_stays(memory):
    row = waiting(member=people.sato(email=""))
    mail.send_waiting(at=clock.now())
    row.refresh_from_db()
    assert row.given_up_at is not None
    assert row.problem == "no address"


def test_a_missing_address_raises_no_alarm_and_a_dead_worker_does(memory, caplog):
    caplog.set_level(logging.INFO)
    waiting(member=people.sato(email=""))
    waiting("2", attempts=outbox.MOST_ATTEMPTS)
    mail.send_waiting(at=clock.now())
    levels = {
        record.levelname: record.getMessage()
        for record in caplog.records
        if "given up" in record.message
    }
    assert "no address" in levels["INFO"]
    assert "no address" not in levels["ERROR"]


@pytest.mark.parametrize("kind", ["broken", "unknown"])
def test_a_mail_that_cannot_be_written_does_not_hold_up_the_others(memory, kind):
    bad = waiting("1", kind=kind)
    waiting("2")
    assert mail.send_waiting(at=clock.now()) == 1
    bad.refresh_from_db()
    assert bad.sent_at is None
    assert bad.problem in {"ZeroDivisionError", "KeyError"}
