"""The history of a member's points, month by month, and its file."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from points import actions
from points.actions import account_of
from points.models import Entry, Transaction
from points.queries.history import Wanted, movements_of
from tests.factories import people, point_history
from tests.factories.ledger import earned, post
from tests.integration.points.pages.points_page import text_of, today
from tests.reading import Part
from todock.lib import clock, dates

pytestmark = pytest.mark.django_db
Kind, Source = Transaction.Kind, Transaction.Source


def movements(page: Part) -> list[Part]:
    """The rows of a history."""
    return [item for item in page.items() if "/points/entries/" in str(item.hrefs)]


def rows_of(client: Client, url: str = "/points/history.csv") -> list[list[str]]:
    answer = client.get(url)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]


def test_the_rows_of_a_month_add_up_to_what_changed(sato_client, sato) -> None:
    """Holding, releasing and waiting change nothing, and have no row of their own."""
    now = clock.now()
    account = earned(sato, 1_000, at=now - timedelta(days=40))
    for key, points in [("h1", 300), ("h2", 200)]:
        actions.hold(account=account, points=points, subject="order:1", key=key, at=now)
    actions.release(account=account, points=100, subject="order:1", key="r", at=now)
    post(account, Kind.SPEND, 400, subject="order:1", source=Source.DELIVERY)
    post(account, Kind.EARN_PENDING, 24, due_on=today() + timedelta(days=9))
    post(account, Kind.EARN, 18)

    rows = rows_of(sato_client, f"/points/history.csv?month={today():%Y-%m}")
    text = text_of(sato_client, f"/points/history/?month={today():%Y-%m}")

    assert sorted(int(row[4]) for row in rows) == [-400, 18]
    assert "1,000ポイント" in text
    assert "−382ポイント" in text
    assert "618ポイント" in text


def test_whatever_happens_the_rows_add_up_to_the_balance(sato_client, sato) -> None:
    point_history.year(sato)
    actions.hold(account=account_of(sato), points=77, subject="order:1", key="h", at=clock.now())
    account = account_of(sato)

    rows = rows_of(sato_client)

    assert sum(int(row[4]) for row in rows) == account.available + account.held
    assert sum(int(row[6] or 0) for row in rows) == account.prepaid


def test_the_plans_are_shown_when_asked_for(sato_client, sato) -> None:
    account = earned(sato, 300)
    actions.hold(account=account, points=200, subject="order:1", key="h", at=clock.now())
    post(account, Kind.EARN_PENDING, 24, due_on=today() + timedelta(days=9))

    planned = "予定のポイント"
    earned_only = text_of(sato_client, "/points/history/?kind=earned")
    assert not [row for row in movements(earned_only) if planned in row]
    text = text_of(sato_client, "/points/history/?kind=plans")

    assert "注文に使う予定" in text
    assert len([row for row in movements(text) if planned in row]) == 2


def test_history_is_chosen_by_kind(sato_client, sato) -> None:
    point_history.year(sato)

    expired = text_of(sato_client, "/points/history/?kind=expired")
    prepaid = text_of(sato_client, "/points/history/?kind=prepaid")

    assert len(movements(expired)) == 1
    assert "2025年10月に受け取った分" in expired
    assert len(movements(prepaid)) == 1
    assert "＋150" in prepaid


@pytest.mark.parametrize(
    "query",
    [
        "month=2026-13",
        "month=0000-01",
        "month=9999-12",
        "month=x&kind=y&page=z",
        "page=0",
        "page=99999999999999999999",
        "page=-1",
        "month=%00",
    ],
)
def test_an_address_that_makes_no_sense_shows_something(sato_client, sato, query) -> None:
    earned(sato, 5)

    assert sato_client.get(f"/points/history/?{query}").status_code == 200
    assert sato_client.get(f"/points/history.csv?{query}").status_code == 200


def test_a_month_without_anything_leads_to_the_others(sato_client, sato) -> None:
    earned(sato, 5)

    text = text_of(sato_client, "/points/history/?month=2001-01")

    assert "この条件の履歴はありません" in text
    assert "/points/history/" in text.hrefs


def test_a_month_begins_at_midnight_in_japan(sato_client, sato) -> None:
    first = (
        clock.now()
        .astimezone(dates.JAPAN)
        .replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    )
    earned(sato, 11, at=first)
    earned(sato, 22, at=first - timedelta(seconds=1))

    rows = rows_of(sato_client, f"/points/history.csv?month={first:%Y-%m}")

    assert [row[4] for row in rows] == ["11"]


def test_long_histories_have_pages(sato_client, sato) -> None:
    point_history.many(sato, 120, 20)

    first = text_of(sato_client, "/points/history/")
    second = text_of(sato_client, "/points/history/?page=2")
    third = text_of(sato_client, "/points/history/?page=3")

    assert [len(movements(text)) for text in (first, second, third)] == [50, 50, 20]
    assert "?page=2" in first.hrefs
    assert "?page=3" in second.hrefs
    assert "前の履歴へ" not in third


def test_the_file_holds_nothing_of_others_and_no_formula(sato_client, sato) -> None:
    post(earned(sato, 5), Kind.EARN, 7, place="=1+1", key="feed:-2:E")
    earned(people.suzuki(), 999)

    rows = rows_of(sato_client)

    assert sorted(row[4] for row in rows) == ["5", "7"]
    assert rows[0][3] == "'=1+1"


def test_the_history_finds_the_entries_by_the_account(sato, django_assert_num_queries) -> None:
    point_history.many(sato, 50, 10)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("ANALYZE points_entry, points_transaction, points_account")

    with django_assert_num_queries(1):
        plan = Wanted().among(movements_of(sato))[:51].explain()

    assert "entry_account" in plan
    assert "Seq Scan" not in plan


def test_no_entry_of_the_co_op_is_shown_as_the_members(sato_client, sato) -> None:
    earned(sato, 5)
    assert Entry.objects.filter(account=None).exists()

    assert len(movements(text_of(sato_client, "/points/history/"))) == 1
