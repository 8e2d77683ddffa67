"""What a member sees of her points: balance, months, history, entries with their causes."""

import csv
import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Member
from points import actions
from points.actions import account_of
from points.models import Entry, Sale, StageRule, Transaction
from points.queries.history import Wanted, movements_of
from tests.factories import goods, people, point_history, purchases
from tests.factories.ledger import earned, post
from tests.reading import Link, Part, read
from todock.lib import clock, dates

pytestmark = pytest.mark.django_db
Kind, Source = Transaction.Kind, Transaction.Source


@pytest.fixture
def sato() -> Member:
    return people.sato()


@pytest.fixture
def sato_client(client, sato) -> Client:
    return people.signed_in(client, sato)


def text_of(client: Client, url: str = "/points/") -> Part:
    answer = client.get(url)
    assert answer.status_code == 200
    return read(answer)


def movements(page: Part) -> list[Part]:
    """The rows of a history."""
    return [item for item in page.items() if "/points/entries/" in str(item.hrefs)]


def rows_of(client: Client, url: str = "/points/history.csv") -> list[list[str]]:
    answer = client.get(url)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]


def today():
    return clock.japan_date(clock.now())


@pytest.mark.parametrize(
    "url",
    [
        "/points/",
        "/points/history/",
        "/points/history.csv",
        "/points/entries/1/",
        "/points/donate/",
        "/points/exchange/",
        "/points/move/",
    ],
)
def test_a_visitor_is_led_to_the_sign_in_and_back(client, url) -> None:
    answer = client.get(url)

    assert answer.status_code == 303
    assert answer["Location"].startswith(settings.LOGIN_URL)
    assert answer["Location"].endswith(url.replace("/", "%2F"))


def test_a_new_sign_in_is_led_to_the_identity_check(client) -> None:
    client.force_login(people.newcomer())

    assert client.get("/points/")["Location"].startswith("/me/link/")


def test_the_balance_says_as_of_when(sato_client, sato) -> None:
    earned(sato, 3_284)

    text = text_of(sato_client)

    assert "3,284 ポイント" in text
    assert dates.day_text(today()) in text
    assert "現在。" in text


def test_pending_points_say_when_they_become_real(sato_client, sato) -> None:
    due = today() + timedelta(days=9)
    for points, days in [(24, 0), (30, 7)]:
        post(account_of(sato), Kind.EARN_PENDING, points, due_on=due + timedelta(days=days))

    text = text_of(sato_client)

    assert "54ポイント" in text
    assert f"まず{dates.day_text(due)}に" in text
    assert "24ポイントが" in text


def test_held_points_are_told_apart_and_lead_to_the_order(sato_client, sato) -> None:
    account = earned(sato, 500)
    actions.hold(account=account, points=200, subject="order:1", key="h", at=clock.now())

    text = text_of(sato_client)

    assert "300 ポイント" in text
    assert "200ポイント" in text
    assert Link("今回の注文を見る", "/order/#points") in text.links


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "420ポイントの期限が近づいています"),
        (30, "420ポイントの期限が近づいています"),
        (31, "いちばん早く期限が来るのは420ポイントです"),
    ],
)
def test_what_expires_soonest_is_told_with_its_day(sato_client, sato, days, words) -> None:
    on = today() + timedelta(days=days)
    earned(sato, 400, expires_on=on)
    earned(sato, 20, expires_on=on)
    earned(sato, 999, expires_on=on + timedelta(days=400))

    text = text_of(sato_client)

    assert words in text
    assert dates.day_text(on) in text


def test_points_that_are_used_or_over_are_not_told_to_expire(sato_client, sato) -> None:
    account = earned(sato, 100, expires_on=today() + timedelta(days=3))
    post(account, Kind.DONATE, 100)
    earned(sato, 70, expires_on=today() - timedelta(days=1))

    text = text_of(sato_client)

    assert "期限が近づいています" not in text
    assert "いちばん早く" not in text


def test_the_last_twelve_months_stand_in_a_table(sato_client, sato) -> None:
    account = earned(sato, 300, at=clock.now() - timedelta(days=70))
    earned(sato, 55)
    post(account, Kind.DONATE, 36)

    text = text_of(sato_client)

    assert len([href for href in text.hrefs if "/points/history/?month=" in href]) == 12
    assert [dates.month_text(today()), "55", "36"] in text.rows
    assert "増えたのは合わせて355ポイント、減ったのは合わせて36ポイント" in text


def stage_rules() -> list[StageRule]:
    """Two stages, and no others."""
    StageRule.objects.all().delete()
    return [
        StageRule.objects.create(
            name=name, threshold=threshold, bonus=bonus, starts_on="2020-01-01"
        )
        for name, threshold, bonus in [("ゆきステージ", 0, 10), ("もりステージ", 20_000, 120)]
    ]


def spent(member: Member, ex_tax: int, number: str = "N-1") -> None:
    Sale.objects.create(
        number=number, member=member, sold_at=clock.now(), business=1, ex_tax=ex_tax
    )


def test_the_stage_says_what_is_missing_and_how_it_is_computed(sato_client, sato) -> None:
    stage_rules()
    spent(sato, 6_000)
    spent(sato, -760, "N-2")
    spent(people.suzuki(), 9_999, "N-3")

    text = text_of(sato_client)

    assert "いまはゆきステージです。" in text
    assert "あと14,760円のお買い物で" in text
    assert text.progress == [(5_240, 20_000)]
    assert "10ポイント" in text.facts.values()
    assert "ステージの決まり方" in text
    assert "20,000円から" in text


def test_the_highest_stage_is_said_to_be_reached(sato_client, sato) -> None:
    stage_rules()
    spent(sato, 20_000)

    text = text_of(sato_client)

    assert "いちばん上のステージに届いています。" in text
    assert text.progress == []
    assert "120ポイント" in text.facts.values()


def test_more_returned_than_bought_is_no_progress(sato_client, sato) -> None:
    stage_rules()
    spent(sato, -500)

    text = text_of(sato_client)

    assert "あと20,500円" in text
    assert text.progress == []


def test_without_rules_there_is_no_stage(sato_client) -> None:
    StageRule.objects.all().delete()

    assert "ステージの決まり方" not in text_of(sato_client)


def test_an_empty_account_is_told_how_to_earn(sato_client) -> None:
    text = text_of(sato_client)

    assert "0 ポイント" in text
    assert "まだポイントの動きがありません" in text
    assert "ポイントのため方" in text


def test_the_prepaid_card_says_where_it_can_be_used_and_where_not(sato_client, sato) -> None:
    post(earned(sato, 500), Kind.EXCHANGE, 300, source=Source.MEMBER)

    text = text_of(sato_client)

    assert "300 円" in text
    assert "残高は100,000円までです。" in text
    assert settings.PREPAID_PLACES in text
    assert "この画面や宅配の注文のお支払いには使えません。" in text
    assert "＋300" in text


def test_each_way_is_offered_only_where_it_exists(sato_client, sato) -> None:
    text = text_of(sato_client)
    assert not {"/points/donate/", "/points/move/"} & set(text.hrefs)

    point_history.donation()
    household = people.household()
    Member.objects.filter(pk=sato.pk).update(card_kind=Member.CardKind.FAMILY, household=household)
    people.suzuki(household=household)

    text = text_of(sato_client)
    assert {"/points/donate/", "/points/move/"} <= set(text.hrefs)


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
        .astimezone(clock.JAPAN)
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


def test_no_page_asks_more_than_eight_queries(sato_client, sato) -> None:
    """500 entries, 60 lots, an order, stages, a campaign."""
    window = purchases.window(course=sato.course)
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 3)
    point_history.year(sato)
    point_history.many(sato, 500, 60)
    point_history.donation()
    assert StageRule.objects.exists()
    entries = [
        f"/points/entries/{Transaction.objects.filter(kind=kind).latest('pk').pk}/"
        for kind in Transaction.objects.values_list("kind", flat=True).distinct().order_by()
    ]

    for url in [
        "/points/",
        "/points/history/",
        "/points/history/?kind=plans&page=3",
        "/points/donate/",
        "/points/exchange/",
        *entries,
    ]:
        with CaptureQueriesContext(connection) as queries:
            text_of(sato_client, url)
        assert len(queries) <= 8, f"{url}: {[each['sql'][:90] for each in queries]}"


def test_pages_are_not_kept_by_anybody_on_the_way(sato_client, sato) -> None:
    earned(sato, 5)

    assert "Cookie" in sato_client.get("/points/")["Vary"]
    assert "no-store" in sato_client.get("/points/history.csv")["Cache-Control"]


def test_no_entry_of_the_co_op_is_shown_as_the_members(sato_client, sato) -> None:
    earned(sato, 5)
    assert Entry.objects.filter(account=None).exists()

    assert len(movements(text_of(sato_client, "/points/history/"))) == 1
