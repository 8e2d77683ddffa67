"""Members go on using points while ``point_entries`` is worked on."""

import threading
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection, transaction

from points.actions import end_account
from points.models import Account, Transaction
from tests.factories import people
from tests.factories.feed_files import problems, receive
from tests.factories.ledger import assert_sound, balances, earned, post
from todock.feeds import inbox
from todock.feeds.models import FeedFile
from todock.lib import clock

pytestmark = pytest.mark.django_db(transaction=True)
State = FeedFile.State
LAST_DAY = date(2027, 11, 30)


@pytest.fixture
def account() -> Account:
    """The account of 佐藤さん, with 100 points."""
    return earned(people.sato(), 100, expires_on=LAST_DAY)


def row(number: str, sort: str, points: int) -> dict:
    return {
        "取引番号": number,
        "組合員番号": "0012345678",
        "取引日時": "2026-11-25 13:00",
        "区分": sort,
        "ポイント": points,
    }


@contextmanager
def meanwhile(part: str, do: Callable[[], object], *, before: bool = False):
    """Let another connection ``do`` something once, after (or before) the statement ``part``."""
    done, errors = [], []

    def other() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            done.append(do())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    def wrapper(execute, sql, params, many, context):
        if before and part in sql and not (done or errors):
            in_a_thread()
        result = execute(sql, params, many, context)
        if not before and part in sql and not (done or errors):
            in_a_thread()
        return result

    def in_a_thread() -> None:
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    with connection.execute_wrapper(wrapper):
        yield
    assert errors == []
    assert len(done) == 1


def test_points_are_used_while_those_of_a_file_are_written(account):
    # given somebody who uses all points after those of the file are written, before they count
    with meanwhile("points_write", lambda: post(account, "hold", 100, subject="order:1")):
        file = receive("point_entries", [row("S1", "P", 10), row("S2", "E", 20)])

    assert file.state == State.APPLIED
    assert balances(account) == (20, 10, 100, 0)
    assert_sound()


def test_points_that_are_used_after_the_checks_are_not_taken_again(account):
    # given points that are there when the file is checked, and used when it takes them
    rows = [row("S1", "E", 20), row("S2", "X", 90)]
    with meanwhile(
        "points_write", lambda: post(account, "hold", 50, subject="order:1"), before=True
    ):
        file = receive("point_entries", rows)

    # then nothing of it is written, and it waits for the next look
    assert (file.state, balances(account)) == (State.WAITING, (50, 0, 50, 0))
    assert not Transaction.objects.filter(key__startswith="feed:").exists()

    # which finds the row that cannot be
    inbox.look(by="定期")
    file.refresh_from_db()
    assert (file.state, [line for line, _, _ in problems(file)]) == (State.PARTLY, [3])
    assert balances(account) == (70, 0, 50, 0)
    assert_sound()


def test_an_account_that_ends_after_the_checks_takes_nothing(account):
    def end():
        return end_account(account=Account.objects.get(pk=account.pk), at=clock.now())

    with meanwhile("points_write", end, before=True):
        file = receive("point_entries", [row("S1", "E", 20)])

    assert (file.state, balances(account)) == (State.WAITING, (0, 0, 0, 0))
    assert_sound()


def test_a_file_that_takes_and_a_member_who_pays_do_not_wait_for_each_other_in_a_circle(account):
    """All accounts are locked in the order of their ids before the first is taken from."""
    suzuki = earned(people.suzuki(), 100, expires_on=LAST_DAY)
    theirs = {"組合員番号": "0087654321"}
    free = []

    def look() -> None:
        # Passes over what is locked by the run.
        with transaction.atomic():
            found = Account.objects.select_for_update(no_key=True, skip_locked=True)
            free.append(set(found.values_list("pk", flat=True)))

    # The first turn takes already, so the locks are there before it.
    with meanwhile("points_write", look, before=True):
        receive("point_entries", [{**row("S1", "X", 5), **theirs}, row("S2", "X", 5)])

    assert free == [set()]
    assert balances(suzuki)[0] == 95
