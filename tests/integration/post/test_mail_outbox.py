"""Mail: nothing lost, nothing twice, nothing personal in the log."""

import logging
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connections

from tests.factories import people
from tests.factories.threads import behind
from tests.integration.post.letters import waiting
from todock.lib import clock
from todock.post import mail, outbox, tasks
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db


def test_a_mail_that_is_due_is_sent_once(memory):
    row = waiting()
    assert mail.send_waiting(at=clock.now()) == 1
    assert mail.send_waiting(at=clock.now() + timedelta(days=9)) == 0
    row.refresh_from_db()
    assert row.sent_at is not None
    assert memory[0].to == ["m0000000001@example.jp"]
    assert memory[0].subject == "お知らせ 1"
    assert memory[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_mail_that_is_not_due_waits(memory):
    waiting(due_at=clock.now() + timedelta(minutes=5))
    assert mail.send_waiting(at=clock.now()) == 0


def test_the_task_sends_what_is_due(memory):
    waiting()
    assert tasks.send_waiting_mail() == 1


def test_more_mails_than_a_batch_are_all_sent(memory):
    for number in range(outbox.BATCH + 5):
        waiting(str(number))
    assert mail.send_waiting(at=clock.now()) == outbox.BATCH + 5


def test_the_same_mail_has_the_same_id_and_another_has_another(letters):
    member = people.sato()
    first, again, other = (
        OutgoingMail(recipient=member, kind="letter", key=key) for key in ("1", "1", "2")
    )
    assert mail.message_id(first) == mail.message_id(again) != mail.message_id(other)
    assert member.member_number not in mail.message_id(first)


def test_a_claimed_mail_is_taken_by_nobody_else_until_the_claim_ends(memory):
    row = waiting()
    at = clock.now()
    # given a worker that died after it had claimed the mail
    assert outbox.claim(OutgoingMail, at=at) == [row]
    # then others leave it alone, and take it when the claim is over
    assert mail.send_waiting(at=at) == 0
    assert mail.send_waiting(at=at + outbox.CLAIM) == 1


def test_a_mail_that_kills_the_worker_each_time_is_given_up(memory):
    row = waiting(attempts=outbox.MOST_ATTEMPTS)
    assert mail.send_waiting(at=clock.now()) == 0
    row.refresh_from_db()
    assert row.given_up_at is not None
    assert memory == []


@pytest.mark.django_db(transaction=True)
def test_what_one_worker_is_taking_no_other_takes():
    for number in range(30):
        waiting(str(number))
    at = clock.now()

    taken = behind(*[lambda: outbox.claim(OutgoingMail, at=at, most=10)] * 8)

    ids = [row.pk for rows in taken for row in rows]
    assert len(ids) == len(set(ids)) == 30


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_each_mail_once(server):
    for number in range(30):
        waiting(str(number))
    barrier = Barrier(8)
    at = clock.now()

    def work() -> None:
        barrier.wait()
        try:
            mail.send_waiting(at=at)
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ids = [_header(text, "Message-ID") for text in server.received]
    assert len(ids) == len(set(ids)) == 30


def test_on_a_bare_machine_a_mail_is_a_file_that_the_log_names(settings, letters, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    waiting("1")
    waiting("2")
    assert mail.send_waiting(at=clock.now()) == 2
    files = sorted(path.name for path in Path(tmp_path).iterdir())
    assert len(files) == 2
    assert all(name in caplog.text for name in files)


def test_no_file_is_made_when_nothing_is_due(settings, letters, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    assert mail.send_waiting(at=clock.now()) == 0
    assert list(Path(tmp_path).iterdir()) == []


def test_the_log_names_no_person(server, caplog):
    caplog.set_level(logging.INFO)
    server.refuse = b"451 m0000000001@example.jp: later"
    waiting("1")
    mail.send_waiting(at=clock.now())
    server.refuse = b""
    waiting("2")
    mail.send_waiting(at=clock.now())
    assert "letter" in caplog.text
    for personal in ("example.jp", "組合員さん", "0000000001", "お知らせ"):
        assert personal not in caplog.text


def _header(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"{name}:"))
