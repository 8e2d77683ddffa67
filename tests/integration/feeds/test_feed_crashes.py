"""Runs that die, and several at once: nothing half written, nothing done twice, nothing lost."""

import multiprocessing
import os
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.db.models import F

from tests.factories.threads import Other
from tests.integration.feeds.fruits import apply_fruits, fruit_kind, look, row, standing
from todock.feeds import inbox
from todock.feeds.kinds import register, unregister
from todock.feeds.models import FeedFile
from todock.feeds.runs import running

pytestmark = pytest.mark.django_db(transaction=True)
State = FeedFile.State
FIRST = "fruits_20261125_001.csv"


def in_another_process(target, *args) -> int:
    """Run ``target`` in a process of its own, with connections of its own; return its exit code."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=target, args=args)
    process.start()
    process.join(30)
    return process.exitcode


def look_and_die(kill) -> None:
    """Look into the inbox with a kind whose ``kill`` takes the process down."""
    unregister("fruits")
    register(fruit_kind(**kill))
    inbox.look(by="定期")
    os._exit(0)


def die(*args, **kwargs) -> None:
    os._exit(9)


def write_and_die(staging) -> None:
    apply_fruits(staging)
    os._exit(9)


@pytest.mark.parametrize(
    "kill", [{"apply": write_and_die}, {"check": die}], ids=["after writing", "while checking"]
)
def test_a_run_that_dies_leaves_nothing_half_written_and_the_next_look_ends_it(fruits, send, kill):
    # given a process that is killed in the middle of a file
    path = send(FIRST, [row(1), row(2)])
    assert in_another_process(look_and_die, kill) == 9
    file = FeedFile.objects.get()
    assert (file.state, standing()) == (State.RUNNING, [])
    assert path.exists()

    # when the inbox is looked at again
    file = look()

    # then the file is applied, once
    assert (file.state, file.attempts) == (State.APPLIED, 2)
    assert len(standing()) == 2
    assert FeedFile.objects.count() == 1
    assert not path.exists()


def test_a_file_that_kills_every_run_is_given_up(fruits, send):
    send(FIRST, [row(1)])
    inbox.note_arrivals()
    FeedFile.objects.update(state=State.RUNNING, attempts=running.MOST_ATTEMPTS)

    file = look()

    assert file.state == State.FAILED
    assert file.location.startswith("failed/")
    assert standing() == []


@pytest.mark.parametrize("kill", ["after_apply", "put_away"])
def test_a_run_that_dies_after_its_commit_is_brought_to_its_end(
    fruits, send, kind, feeds_folder, monkeypatch, kill
):
    # given a process that dies between the commit and the move
    path = send(FIRST, [row(1)])
    if kill == "after_apply":
        assert in_another_process(look_and_die, {"after_apply": die}) == 9
    else:
        with monkeypatch.context() as patch:
            patch.setattr(inbox, "put_away", die)
            assert in_another_process(look_and_die, {}) == 9
    assert FeedFile.objects.get().state == State.APPLIED
    assert path.exists()

    # when the next look comes at once, then it leaves the file to whoever works on it
    followed_up = []
    kind(after_apply=lambda file, inline: followed_up.append(file.name))
    look()
    assert path.exists()

    # when it comes later, then it does what was left
    FeedFile.objects.update(finished_at=F("finished_at") - inbox.HEAL_AFTER - timedelta(seconds=1))
    file = look()
    assert (file.state, file.put_away, followed_up) == (State.APPLIED, True, [FIRST])
    assert (feeds_folder / file.location).exists()
    assert not list((feeds_folder / "inbox").iterdir())
    assert FeedFile.objects.count() == 1


def test_a_new_file_of_the_same_name_is_not_moved_away_in_place_of_the_old(
    fruits, send, feeds_folder, monkeypatch
):
    # given a run that died before the move, and a sender that put a new file there
    send(FIRST, [row(1)])
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "put_away", die)
        in_another_process(look_and_die, {})
    FeedFile.objects.update(finished_at=F("finished_at") - timedelta(hours=1))
    send(FIRST, [row(1), row(2)])

    file = look()

    assert (file.state, file.rows) == (State.APPLIED, 2)
    assert len(standing()) == 2


def test_two_looks_at_once_apply_each_file_once(fruits, send, kind):
    # given three files, and a second look that comes while the first of them is applied
    applied, seconds = [], []

    def meanwhile(staging):
        applied.append(staging.file.name)
        if not seconds:
            seconds.append(Other(lambda: inbox.look(by="定期")))
            # It finds that somebody is at work, and leaves the files alone without waiting.
            seconds[0].result()
        return apply_fruits(staging)

    kind(apply=meanwhile)
    for number in range(1, 4):
        send(f"fruits_20261125_00{number}.csv", [row(number)])

    inbox.look(by="定期")

    assert not isinstance(seconds[0].result(), Exception)
    assert sorted(applied) == [f"fruits_20261125_00{number}.csv" for number in range(1, 4)]
    assert set(FeedFile.objects.values_list("state", flat=True)) == {State.APPLIED}


def test_a_deadlock_or_a_lost_connection_leaves_the_file_to_the_next_look(
    fruits, send, kind, caplog
):
    def trouble(staging):
        raise OperationalError("deadlock detected\nDETAIL: 佐藤花子")

    kind(apply=trouble)
    send(FIRST, [row(1)])
    file = look()
    assert file.state == State.WAITING
    assert f"feed file {file.pk}: database trouble, it is tried again: OperationalError" in (
        caplog.text
    )
    assert "佐藤" not in caplog.text
    kind()

    assert look().state == State.APPLIED


def test_a_run_is_not_stopped_by_the_statement_timeout_of_pages(fruits, send, kind):
    def slowly(staging):
        staging.execute("SELECT pg_sleep(0.5)")

    kind(apply=slowly)
    send(FIRST, [row(1)])
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '200ms'")
    try:
        assert look().state == State.APPLIED
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("200ms",)
    finally:
        connection.close()


def test_progress_is_seen_while_the_run_is_still_open(fruits, send, kind, monkeypatch):
    seen = []

    def watch(staging):
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT state, done, step FROM feeds_feedfile")
                seen.append(cursor.fetchone())
        finally:
            other.close()

    monkeypatch.setattr("todock.feeds.runs.progress.EVERY", 0)
    kind(apply=watch)
    send(FIRST, [row(1), row(2)])
    look()

    assert seen == [("running", 2, "反映")]


def test_the_command_waits_for_another_run_to_end(fruits, send):
    send(FIRST, [row(1)])
    inbox.note_arrivals()
    file = FeedFile.objects.get()
    with connection.copy().cursor() as other_run:
        other_run.execute("SELECT pg_advisory_lock(%s)", [running.LOCK])
        with pytest.raises(running.Busy):
            running.run(file, by="定期")
        command = Other(lambda: inbox.run_and_put_away(file, by="コマンド", wait=True))
        command.until_it_waits()
        other_run.connection.close()

    assert command.result().state == State.APPLIED
