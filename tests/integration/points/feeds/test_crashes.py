"""A process that is killed inside a file leaves nothing half written; the next look ends it."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection, connections

from points.models import Account, Entry, Sale, Transaction
from tests.factories import people
from tests.factories.ledger import assert_sound, balances, earned
from todock.feeds import inbox, places
from todock.feeds.models import FeedFile
from todock.lib.textfiles import csv_line

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("feeds_folder")]
State = FeedFile.State
ENTRIES = "point_entries_20261125_001.csv"
SALES = "sales_20261125_001.csv"


@pytest.fixture
def account() -> Account:
    """The account of 佐藤さん, with 100 points."""
    return earned(people.sato(), 100)


def send(name: str, header: str, *rows: str) -> None:
    """Put a file and its marker into the inbox."""
    lines = [line.split(",") for line in [header, *rows]]
    data = "".join(map(csv_line, lines)).encode("cp932")
    storage = places.storage()
    storage.save(f"{places.INBOX}/{name}", ContentFile(data))
    marker = f"{places.INBOX}/{Path(name).with_suffix('.end')}"
    storage.save(marker, ContentFile(str(len(rows)).encode()))


def send_entries() -> None:
    """Send what makes each turn of ``point_entries``: pending, giving, taking."""
    at, who = "2026-11-25 13:00", "0012345678"
    send(
        ENTRIES,
        "取引番号,組合員番号,取引日時,区分,ポイント",
        *(f"S{n},{who},{at},P,10" for n in range(4)),
        *(f"S{n},{who},{at},E,{10 + n}" for n in range(4)),
        *(f"T{n},{who},{at},X,5" for n in range(4)),
    )


def send_sales() -> None:
    rows = [f"R{n},0012345678,2026-11-25 13:00,1,300" for n in range(8)]
    send(SALES, "取引番号,組合員番号,取引日時,事業,本体金額", *rows)


def look_and_be_killed(part: str, time: int) -> None:
    """Look into the inbox; the process is killed right after ``part`` was done ``time`` times."""
    from points.feeds import postings

    postings.BATCH = 2
    done = 0

    def kill(execute, sql, params, many, context):
        nonlocal done
        result = execute(sql, params, many, context)
        if part in sql:
            done += 1
            if done == time:
                os.kill(os.getpid(), signal.SIGKILL)
        return result

    with connection.execute_wrapper(kill):
        inbox.look(by="定期")
    os._exit(0)


def in_another_process(target, *args) -> int:
    """Run ``target`` in a process of its own, with connections of its own; return its exit code."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=target, args=args)
    process.start()
    process.join(60)
    return process.exitcode


@pytest.mark.parametrize(
    ("part", "time"),
    [
        ("points_write", 1),
        ("points_write", 3),
        ("points_write", 5),
        ("points_add_up", 1),
        ('UPDATE "feeds_feedfile" SET "direction"', 1),
    ],
    ids=["pending", "giving", "taking", "balances", "before the commit"],
)
def test_point_entries_that_die_half_way_are_applied_once_by_the_next_look(account, part, time):
    # given a process that is killed in the middle of the file
    send_entries()
    assert in_another_process(look_and_be_killed, part, time) == -signal.SIGKILL

    # then nothing of it stands
    file = FeedFile.objects.get()
    assert (file.state, file.attempts) == (State.RUNNING, 1)
    assert not Transaction.objects.filter(key__startswith="feed:").exists()
    assert balances(account) == (100, 0, 0, 0)
    assert_sound()

    # when the inbox is looked at twice, then each row counts once
    inbox.look(by="定期")
    inbox.look(by="定期")
    file = FeedFile.objects.get()
    assert (file.state, file.attempts) == (State.APPLIED, 2)
    # four pending, four confirmed, three that differ, four that expire
    assert Transaction.objects.filter(key__startswith="feed:").count() == 15
    assert Entry.objects.exclude(transaction__key__startswith="feed:").count() == 2
    assert balances(account) == (100 + 46 - 20, 0, 0, 0)
    assert_sound()


@pytest.mark.parametrize(
    "part",
    ['INSERT INTO "points_sale"', 'UPDATE "feeds_feedfile" SET "direction"'],
    ids=["receipts", "before the commit"],
)
def test_sales_that_die_half_way_are_applied_once_by_the_next_look(account, part):
    send_sales()
    assert in_another_process(look_and_be_killed, part, 1) == -signal.SIGKILL
    assert (FeedFile.objects.get().state, Sale.objects.count()) == (State.RUNNING, 0)

    inbox.look(by="定期")
    inbox.look(by="定期")

    file = FeedFile.objects.get()
    assert (file.state, file.attempts) == (State.APPLIED, 2)
    assert Sale.objects.count() == 8
