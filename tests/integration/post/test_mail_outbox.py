"""Mail: nothing lost, nothing twice, nothing personal in the log."""

import logging
import smtplib
import socketserver
import threading
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.core import mail as django_mail
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from members import tasks as members_tasks
from members.joining.actions import endings
from members.models import IdentityAttempt
from tests.factories import applications, people
from tests.factories.threads import behind
from todock.lib import clock
from todock.post import mail, outbox, tasks
from todock.post.models import OutgoingMail

pytestmark = pytest.mark.django_db


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server on loopback. ``refuse`` answers each recipient with that line."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuse: bytes = b"") -> None:
        self.refuse = refuse
        self.received: list[str] = []
        super().__init__(("127.0.0.1", 0), _Session)
        threading.Thread(target=self.serve_forever, args=[0.05], daemon=True).start()


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say(b"220 loopback")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT" and self.server.refuse:
                self._say(self.server.refuse)
            elif word == b"DATA":
                self._say(b"354 go on")
                self._take()
                self._say(b"250 taken")
            elif word == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 fine")

    def _take(self) -> None:
        text = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            text += line
        self.server.received.append(text.decode())

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@pytest.fixture
def letters(monkeypatch) -> None:
    """A kind of mail named ``letter``, and one whose text cannot be written."""
    monkeypatch.setattr(mail, "_builders", {})
    mail.register("letter", lambda row: (f"お知らせ {row.key}", f"{row.member.name}さん"))
    mail.register("broken", lambda row: 1 / 0)


@pytest.fixture
def memory(settings, letters) -> list:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    django_mail.outbox = []
    return django_mail.outbox


@pytest.fixture
def server(settings, letters):
    started = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = started.server_address
    settings.EMAIL_USE_TLS = False
    yield started
    started.shutdown()
    started.server_close()


def _waiting(key: str = "1", kind: str = "letter", member=None, **kw) -> OutgoingMail:
    return OutgoingMail.objects.create(
        recipient=member or people.member(f"{int(key):010}"),
        kind=kind,
        key=key,
        due_at=kw.pop("due_at", clock.now() - timedelta(seconds=1)),
        **kw,
    )


def test_a_mail_that_is_due_is_sent_once(memory):
    row = _waiting()
    assert mail.send_waiting(at=clock.now()) == 1
    assert mail.send_waiting(at=clock.now() + timedelta(days=9)) == 0
    row.refresh_from_db()
    assert row.sent_at is not None
    assert memory[0].to == ["m0000000001@example.jp"]
    assert memory[0].subject == "お知らせ 1"
    assert memory[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_mail_that_is_not_due_waits(memory):
    _waiting(due_at=clock.now() + timedelta(minutes=5))
    assert mail.send_waiting(at=clock.now()) == 0


def test_the_task_sends_what_is_due(memory):
    _waiting()
    assert tasks.send_waiting_mail() == 1


def test_more_mails_than_a_batch_are_all_sent(memory):
    for number in range(outbox.BATCH + 5):
        _waiting(str(number))
    assert mail.send_waiting(at=clock.now()) == outbox.BATCH + 5


def test_the_same_mail_has_the_same_id_and_another_has_another(letters):
    member = people.sato()
    first, again, other = (
        OutgoingMail(recipient=member, kind="letter", key=key) for key in ("1", "1", "2")
    )
    assert mail.message_id(first) == mail.message_id(again) != mail.message_id(other)
    assert member.member_number not in mail.message_id(first)


def test_a_claimed_mail_is_taken_by_nobody_else_until_the_claim_ends(memory):
    row = _waiting()
    at = clock.now()
    # given a worker that died after it had claimed the mail
    assert outbox.claim(OutgoingMail, at=at) == [row]
    # then others leave it alone, and take it when the claim is over
    assert mail.send_waiting(at=at) == 0
    assert mail.send_waiting(at=at + outbox.CLAIM) == 1


def test_a_mail_that_kills_the_worker_each_time_is_given_up(memory):
    row = _waiting(attempts=outbox.MOST_ATTEMPTS)
    assert mail.send_waiting(at=clock.now()) == 0
    row.refresh_from_db()
    assert row.given_up_at is not None
    assert memory == []


@pytest.mark.django_db(transaction=True)
def test_what_one_worker_is_taking_no_other_takes():
    for number in range(30):
        _waiting(str(number))
    at = clock.now()

    taken = behind(*[lambda: outbox.claim(OutgoingMail, at=at, most=10)] * 8)

    ids = [row.pk for rows in taken for row in rows]
    assert len(ids) == len(set(ids)) == 30


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_each_mail_once(server):
    for number in range(30):
        _waiting(str(number))
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


def test_a_mail_server_that_is_down_costs_no_try_and_loses_nothing(server, caplog):
    row = _waiting()
    server.shutdown()
    server.server_close()
    assert mail.send_waiting(at=clock.now()) == 0
    row.refresh_from_db()
    assert (row.attempts, row.sent_at, row.given_up_at) == (0, None, None)
    assert row.due_at < clock.now()


def test_a_mail_that_is_put_off_is_tried_again_later_and_later(server):
    server.refuse = b"451 try m0000000001@example.jp later"
    row = _waiting()
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
    row = _waiting(attempts=outbox.MOST_ATTEMPTS - 1)
    mail.send_waiting(at=clock.now())
    row.refresh_from_db()
    assert row.given_up_at is not None
    assert row.sent_at is None


def test_an_address_that_the_server_does_not_know_is_given_up_at_once(server):
    server.refuse = b"550 no such person"
    row = _waiting()
    mail.send_waiting(at=clock.now())
    row.refresh_from_db()
    assert row.given_up_at is not None
    assert row.attempts == 1


def test_a_member_without_an_address_is_given_up_and_the_row_stays(memory):
    row = _waiting(member=people.sato(email=""))
    mail.send_waiting(at=clock.now())
    row.refresh_from_db()
    assert row.given_up_at is not None
    assert row.problem == "no address"


def test_a_mail_to_another_address_goes_there_and_the_address_is_forgotten(memory):
    row = _waiting(address="old@example.jp")
    mail.send_waiting(at=clock.now())
    assert memory[0].to == ["old@example.jp"]
    row.refresh_from_db()
    assert row.address == ""


def test_the_other_address_is_forgotten_with_the_mail_that_is_given_up(server):
    server.refuse = b"550 no such person"
    row = _waiting(address="old@example.jp")
    mail.send_waiting(at=clock.now())
    row.refresh_from_db()
    assert (row.sent_at, row.address) == (None, "")


def test_a_mail_that_waits_keeps_its_other_address(server):
    server.refuse = b"451 later"
    row = _waiting(address="old@example.jp")
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


def test_a_missing_address_raises_no_alarm_and_a_dead_worker_does(memory, caplog):
    caplog.set_level(logging.INFO)
    _waiting(member=people.sato(email=""))
    _waiting("2", attempts=outbox.MOST_ATTEMPTS)
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
    bad = _waiting("1", kind=kind)
    _waiting("2")
    assert mail.send_waiting(at=clock.now()) == 1
    bad.refresh_from_db()
    assert bad.sent_at is None
    assert bad.problem in {"ZeroDivisionError", "KeyError"}


def test_on_a_bare_machine_a_mail_is_a_file_that_the_log_names(settings, letters, tmp_path, caplog):
    caplog.set_level(logging.INFO)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    _waiting("1")
    _waiting("2")
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
    _waiting("1")
    mail.send_waiting(at=clock.now())
    server.refuse = b""
    _waiting("2")
    mail.send_waiting(at=clock.now())
    assert "letter" in caplog.text
    for personal in ("example.jp", "組合員さん", "0000000001", "お知らせ"):
        assert personal not in caplog.text


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


def _header(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"{name}:"))
