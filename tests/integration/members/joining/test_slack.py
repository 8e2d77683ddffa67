"""Messages to staff: one each in the end, whatever Slack does, and nobody's data in them."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier, Thread

import pytest
from django.db import connections

from members.joining import tasks as joining_tasks
from members.joining.actions.submitting import APPLICATION_SUBMITTED
from members.joining.mails import staff_messages
from members.joining.models import Application
from members.models import MemberRequest
from tests.factories import applications, people
from todock.lib import clock, dates
from todock.post import outbox, slack, tasks
from todock.post.models import StaffMessage

pytestmark = pytest.mark.django_db

HANGS = 0


class Slack(ThreadingHTTPServer):
    """Slack on loopback. ``answers`` are the next ones, a status or HANGS; then all are 200."""

    daemon_threads = True

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.received: list[str] = []
        self.asked = 0
        #: Set at the end, so that nothing that hangs outlives its test.
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)
        Thread(target=self.serve_forever, args=[0.05], daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/services/T0/B0/very-secret"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked += 1
        status = self.server.answers.pop(0) if self.server.answers else 200
        if status == HANGS:
            self.server.over.wait(30)
            return
        if status == 200:
            self.server.received.append(body["text"])
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(settings) -> Iterator[Slack]:
    started = Slack()
    settings.SLACK_WEBHOOK_URL = started.url
    settings.SLACK_TIMEOUT_SECONDS = 1
    yield started
    started.over.set()
    started.shutdown()
    started.server_close()


def announced(kind: str = "both", **kw) -> StaffMessage:
    """A message about an application that was sent in, and is due."""
    application = applications.submitted(kind, **kw)
    slack.tell(APPLICATION_SUBMITTED, application.number)
    message = StaffMessage.objects.get(key=application.number)
    message.due_at = clock.now() - timedelta(seconds=1)
    message.save()
    return message


# What is said


def test_a_message_has_number_kind_centre_age_and_link_and_nobody(server, settings):
    settings.SITE_URL = "https://todock.example.jp"
    message = announced(at=clock.now() - timedelta(minutes=40), proposed_course=people.course())
    assert slack.send_waiting(at=clock.now()) == 1
    application = Application.objects.get(number=message.key)
    assert server.received == [
        f"新しい申し込み {application.number}（加入と宅配）\n"
        "センター：札幌西センター\n"
        "受付から：40分\n"
        f"https://todock.example.jp/admin/joining/application/{application.pk}/change/"
    ]
    for personal in ("田中", "タナカ", "tanaka", "0111112222", "琴似", "1980"):
        assert personal not in server.received[0]


def test_a_name_of_a_centre_cannot_call_the_whole_channel(server):
    centre = people.centre("090", name="<!channel> & co")
    announced(proposed_course=people.course("0901", centre=centre))
    slack.send_waiting(at=clock.now())
    assert "&lt;!channel&gt; &amp; co" in server.received[0]


def test_an_application_without_a_course_says_so_and_one_without_delivery_names_no_centre(server):
    announced("both")
    announced("join", email="other@example.jp")
    slack.send_waiting(at=clock.now())
    assert "センター：未定" in server.received[0]
    assert "センター" not in server.received[1]


def test_an_application_is_announced_once(server):
    message = announced()
    slack.tell(message.kind, message.key)
    slack.send_waiting(at=clock.now())
    slack.send_waiting(at=clock.now() + timedelta(days=1))
    assert len(server.received) == 1


# When Slack fails


@pytest.mark.parametrize("trouble", [500, HANGS, 429, 404])
def test_a_slack_that_fails_gets_one_message_in_the_end(server, trouble):
    server.answers = [trouble, trouble]
    message = announced()
    at, waits = clock.now(), []
    for _ in range(2):
        assert slack.send_waiting(at=at) == 0
        message.refresh_from_db()
        waits.append((message.due_at - at).total_seconds() / 60)
        at = message.due_at
    assert waits == [1, 2]
    assert message.problem == ("TimeoutError" if trouble == HANGS else f"HTTP {trouble}")
    assert slack.send_waiting(at=at) == 1
    assert slack.send_waiting(at=at + timedelta(days=9)) == 0
    assert len(server.received) == 1


@pytest.mark.parametrize("trouble", [500, HANGS])
def test_after_one_that_slack_does_not_take_the_others_keep_their_tries(server, trouble):
    server.answers = [trouble, trouble, trouble]
    messages = [announced(email=f"p{number}@example.jp") for number in range(3)]
    slack.send_waiting(at=clock.now())
    assert server.asked == 1
    assert sum(StaffMessage.objects.values_list("attempts", flat=True)) == 1
    slack.send_waiting(at=clock.now())
    slack.send_waiting(at=clock.now())
    later = clock.now() + timedelta(hours=1)
    assert slack.send_waiting(at=later) == 3
    assert len(server.received) == len(messages)


def test_a_slack_that_is_gone_for_good_is_given_up_after_the_last_try(server):
    server.shutdown()
    server.server_close()
    message = announced()
    StaffMessage.objects.update(attempts=outbox.MOST_ATTEMPTS - 1)
    slack.send_waiting(at=clock.now())
    message.refresh_from_db()
    assert message.given_up_at is not None
    assert message.sent_at is None


def test_the_log_names_neither_the_webhook_nor_the_text(server, caplog):
    caplog.set_level(logging.DEBUG)
    server.answers = [500, HANGS]
    message = announced()
    for minutes in (0, 5, 10):
        slack.send_waiting(at=clock.now() + timedelta(minutes=minutes))
    assert "application_submitted is sent" in caplog.text
    assert "very-secret" not in caplog.text
    assert message.key not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_each_message_once(server):
    for number in range(12):
        announced(email=f"p{number}@example.jp")
    barrier = Barrier(8)
    at = clock.now()

    def work() -> None:
        barrier.wait()
        try:
            slack.send_waiting(at=at)
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(server.received) == len(set(server.received)) == 12


def test_without_a_webhook_the_log_of_the_run_shows_the_message(caplog, settings):
    settings.SLACK_WEBHOOK_URL = ""
    caplog.set_level(logging.INFO)
    message = announced()
    assert tasks.send_staff_messages() == 1
    assert f"新しい申し込み {message.key}（加入と宅配） センター：未定" in caplog.text
    message.refresh_from_db()
    assert message.sent_at is not None


# The digest


def test_the_digest_says_what_waits_by_state_and_for_how_long(server):
    now = clock.now()
    applications.submitted(at=now - timedelta(days=3, hours=2))
    applications.submitted(email="b@example.jp", at=now - timedelta(hours=1))
    leased = applications.in_review(email="c@example.jp")
    applications.asked_back(email="d@example.jp", at=now - timedelta(days=9))
    type(leased).objects.filter(pk=leased.pk).update(taken_until=now - timedelta(minutes=1))
    MemberRequest.objects.create(member=people.sato(), kind="stop", asked_at=now)
    joining_tasks.tell_staff_what_waits()
    slack.send_waiting(at=clock.now())
    (text,) = server.received
    assert dates.day_text(clock.japan_date(now)) in text
    assert "受付済み 2件・審査中 1件・確認のお願い中 1件" in text
    assert "審査の期限切れ 1件" in text
    assert "一番古い受付から：3日2時間" in text
    assert "変更の依頼 1件" in text
    assert text.endswith("/admin/joining/application/")


def test_a_quiet_day_has_one_calm_line(server):
    joining_tasks.tell_staff_what_waits()
    slack.send_waiting(at=clock.now())
    assert server.received[0].endswith("\n待っているものはありません。")


def test_a_day_has_one_digest_by_the_calendar_of_japan(server):
    evening = clock.now().replace(hour=14, minute=59, second=59)
    staff_messages.write_digest(at=evening)
    staff_messages.write_digest(at=evening)
    assert StaffMessage.objects.count() == 1
    staff_messages.write_digest(at=evening + timedelta(seconds=1))
    assert StaffMessage.objects.count() == 2


def test_a_digest_that_waited_until_the_next_day_is_not_sent(server, caplog):
    caplog.set_level(logging.INFO)
    yesterday = clock.now() - timedelta(days=1)
    staff_messages.write_digest(at=yesterday)
    assert slack.send_waiting(at=clock.now()) == 0
    assert server.received == []
    assert StaffMessage.objects.get().given_up_at is not None
    assert "ERROR" not in {record.levelname for record in caplog.records}
