"""What staff see of an account: balances, every movement with the balance after it, lots."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.actions import ledger
from points.models import Account
from points.queries import passbook
from tests.factories import people
from tests.factories.ledger import earned, post
from tests.integration.points.staff.conftest import LATER
from tests.integration.points.staff.staff_pages import another_clerk, at, words, written
from todock.lib import clock

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.mark.parametrize("typed", ["0012345678", "００１２-345678"])
def test_an_account_is_found_by_the_whole_number_of_its_member(staff, account, typed):
    earned(people.suzuki(), 5)

    page = staff.get(at("account_changelist"), {"q": typed})

    assert list(page.context["cl"].result_list) == [account]


def test_a_part_of_a_number_finds_nobody(staff, account):
    page = staff.get(at("account_changelist"), {"q": "001234567"})

    assert list(page.context["cl"].result_list) == []


def test_who_has_no_account_gets_one_opened(staff, account):
    suzuki = people.suzuki()
    page = staff.get(at("account_changelist"), {"q": suzuki.member_number})
    assert "まだポイント口座がありません" in words(page)

    staff.post(at("account_open"), {"number": suzuki.member_number})
    staff.post(at("account_open"), {"number": suzuki.member_number})

    assert Account.objects.filter(member=suzuki).count() == 1
    page = staff.get(at("account_changelist"), {"q": suzuki.member_number})
    assert "まだポイント口座がありません" not in words(page)


def test_a_number_that_nobody_has_opens_nothing(staff):
    assert staff.post(at("account_open"), {"number": "0999999999"}).status_code == 404


def test_a_movement_says_what_it_was_and_who_did_it(staff, account):
    clerk = another_clerk()
    post(account, "adjust", 30, source="staff", reason="箱の破損のお詫び", by_id=clerk.pk)
    post(account, "earn", 12, place="札幌西店", key="feed:S1:E")

    page = words(staff.get(at("account_change", account.pk)))

    for word in ("箱の破損のお詫び", "高橋 和子", "札幌西店", "feed:S1:E", "調整", "店舗", "＋30"):
        assert word in page


def test_the_balance_runs_on_across_the_pages(staff, account, monkeypatch):
    # given 100 points, then 9 movements, one of which only holds, in pages of 4
    monkeypatch.setattr("points.staff.accounts.ON_A_PAGE", 4)
    for points in range(1, 8):
        post(account, "earn", points)
    post(account, "hold", 50, subject="order:1")
    post(account, "spend", 50, subject="order:1")

    pages = [staff.get(at("account_change", account.pk), {"page": n}) for n in (1, 2, 3)]

    moved = [[(each.available, each.balance) for each in p.context["movements"]] for p in pages]
    assert moved == [
        [(0, 78), (-50, 78), (7, 128), (6, 121)],
        [(5, 115), (4, 110), (3, 106), (2, 103)],
        [(1, 101), (100, 100)],
    ]
    account.refresh_from_db()
    assert moved[0][0][1] == account.available


def test_movements_of_others_do_not_count(staff, account):
    suzuki = earned(people.suzuki(), 1_000)
    post(suzuki, "transfer", 40, other_id=account.pk)

    [came, first] = staff.get(at("account_change", account.pk)).context["movements"]

    assert [(came.available, came.balance), (first.available, first.balance)] == [
        (40, 140),
        (100, 100),
    ]


def test_a_page_reads_the_entries_of_its_account_and_no_others(account):
    others = earned(people.suzuki(), 1)
    ledger.post_selected(
        "FROM generate_series(1, %(many)s) n",
        {"many": 5_000, "account": others.pk},
        key="'k' || n",
        body="'earn'",
        kind="'earn'",
        source="'shop'",
        account_id="%(account)s::bigint",
        points="1",
        at="now()",
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE points_entry")
        cursor.execute("ANALYZE points_transaction")
        cursor.execute(f"EXPLAIN {passbook.PAGE}", [account.pk, 100, 0])
        plan = "\n".join(line for (line,) in cursor)

    assert "Index Scan using entry_account on points_entry" in plan or (
        "Bitmap Index Scan on entry_account" in plan
    )
    assert "Seq Scan" not in plan


def test_what_is_left_is_shown_by_its_last_day(staff, account):
    earned(account.member, 20, expires_on=LATER)
    earned(account.member, 5)
    post(account, "earn_pending", 7, due_on=date(2027, 1, 5))

    days = staff.get(at("account_change", account.pk)).context["days"]

    assert [(d["expires_on"], d["due_on"], d["points"], d["lots"]) for d in days] == [
        (LATER, None, 120, 2),
        (None, None, 5, 1),
        (None, date(2027, 1, 5), 7, 1),
    ]


def test_every_look_is_written_down_by_the_member(staff, account):
    member = str(account.member_id)

    staff.get(at("account_changelist"), {"q": "0012345678"})
    staff.get(at("account_change", account.pk))
    staff.get(at("account_history", account.pk))
    staff.get(at("account_adjust", account.pk))
    staff.get(at("account_merge", account.pk))

    assert written() == [("list", "points", "q"), *[("look", "points", member)] * 4]


def test_an_account_that_is_not_there_is_not_found(staff):
    assert staff.get(at("account_change", 77)).status_code == 404
    assert staff.get("/admin/points/account/x/change/").status_code == 404
    assert staff.get(at("account_adjust", 77)).status_code == 404
    assert staff.get(at("account_merge", 77)).status_code == 404


def test_a_long_account_costs_no_more_queries(staff, account):
    staff.get(at("account_change", account.pk))
    with CaptureQueriesContext(connection) as few:
        staff.get(at("account_change", account.pk))
    clerk = another_clerk()
    for days in range(30):
        on = LATER + timedelta(days=days)
        post(account, "adjust", 1, source="staff", reason="x", by_id=clerk.pk, expires_on=on)
    with CaptureQueriesContext(connection) as many:
        staff.get(at("account_change", account.pk))

    # Those who did something are looked up together.
    assert len(many) <= len(few) + 1
    assert len(many) <= MOST_QUERIES


def test_the_list_costs_no_query_an_account(staff, account, django_assert_max_num_queries):
    for number in range(10):
        earned(people.member(f"{number:010}", user=None), 1)
    with django_assert_max_num_queries(MOST_QUERIES):
        staff.get(at("account_changelist"))


def test_an_account_that_has_ended_is_only_looked_at(staff, account):
    ended = Account.objects.create(member=people.suzuki(), closed_at=clock.now())

    page = words(staff.get(at("account_change", ended.pk)))

    assert "ポイントを調整する" not in page
    assert "終了" in page


# Who may what

PAGES = ["account_change", "account_history", "account_adjust", "account_merge"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", [people.reviewer, people.counter_clerk])
def test_other_staff_do_not_see_points(client, account, who, page):
    people.signed_in(client, who())

    assert client.get(at(page, account.pk)).status_code == 403
    assert client.get(at("account_changelist")).status_code == 403
    assert written() == []


@pytest.mark.parametrize("page", PAGES)
def test_a_member_does_not_see_the_staff_site(client, account, page):
    people.signed_in(client, account.member)

    for answer in (client.get(at(page, account.pk)), client.post(at(page, account.pk), {})):
        assert answer.status_code in (302, 403)
        assert "佐藤" not in words(answer)


@pytest.mark.parametrize("who", [people.reviewer, people.counter_clerk, people.suzuki])
def test_nobody_else_moves_points_of_others(client, account, who):
    other = who()
    people.signed_in(client, other)

    for page in ("account_adjust", "account_merge"):
        answer = client.post(at(page, account.pk), {"points": "1", "sure": "1"})
        assert answer.status_code in (302, 403)
    assert client.post(at("account_open"), {"number": "1"}).status_code in (302, 403)
    account.refresh_from_db()
    assert account.available == 100
