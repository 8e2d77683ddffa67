"""Transactions and receipts by number: found by indexes, whoever looks is written down."""

import json

import pytest
from django.db import connection
from django.test import RequestFactory

from members.models import AccessLog
from points.actions import ledger
from points.models import Account, Sale, Transaction
from points.staff.sales import SaleAdmin
from points.staff.transactions import TransactionAdmin
from tests.factories import people
from tests.factories.ledger import earned, post
from tests.integration.points.staff.staff_pages import at, words
from todock.lib import clock

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
#: Rows beside the one that is looked for: enough that the planner takes an index by itself.
MANY = 5_000


def found(staff, typed: str) -> list[str]:
    page = staff.get(at("transaction_changelist"), {"q": typed})
    return [each.key for each in page.context["cl"].result_list]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("feed:S0012:E", ["feed:S0012:E"]),
        (" S0012 ", ["feed:S0012:X", "feed:S0012:E"]),
        ("Ｓ００１２", ["feed:S0012:X", "feed:S0012:E"]),
        ("order:8812", ["order:8812:spend", "order:8812:hold"]),
        ("order:88", []),
        ("S001", []),
    ],
)
def test_a_transaction_is_found_by_its_whole_number(staff, account, typed, keys):
    post(account, "earn", 5, key="feed:S0012:E")
    post(account, "earn", -1, key="feed:S0012:X")
    post(account, "hold", 50, key="order:8812:hold", subject="order:8812")
    post(account, "spend", 50, key="order:8812:spend", subject="order:8812")

    assert found(staff, typed) == keys


def test_a_transaction_shows_its_entries_and_leads_to_the_account(staff, account):
    moved = post(account, "hold", 50, key="order:8812:hold", subject="order:8812")

    page = words(staff.get(at("transaction_change", moved.transaction_id)))

    assert at("account_change", account.pk) in page
    assert "注文に使う予定のポイント　＋50" in page
    assert "使えるポイント　−50" in page


def test_a_look_at_a_transfer_is_a_look_at_both(staff, account):
    suzuki = earned(people.suzuki(), 1)
    moved = post(account, "transfer", 5, other_id=suzuki.pk)

    staff.get(at("transaction_change", moved.transaction_id))

    rows = AccessLog.objects.values_list("act", "subject", "key")
    assert set(rows) == {
        ("look", "points", str(account.member_id)),
        ("look", "points", str(suzuki.member_id)),
    }


def test_nothing_is_added_changed_or_deleted(staff, account):
    movement = Transaction.objects.get()
    sale = sold(account, "R1")
    for name, row in [("transaction", movement), ("sale", sale)]:
        assert staff.post(at(f"{name}_change", row.pk), {}).status_code == 403
        assert staff.post(at(f"{name}_delete", row.pk), {"post": "yes"}).status_code == 403
        assert staff.get(at(f"{name}_add")).status_code == 403


def plan(query) -> list[str]:
    """Return the kinds of the nodes that read tables, with the index that they take."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE points_transaction")
        cursor.execute("ANALYZE points_sale")
        sql, values = query.query.sql_with_params()
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
        answer = cursor.fetchone()[0]
    root = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return sorted(_scans(root))


def _scans(node: dict) -> list[str]:
    own = [node["Index Name"]] if "Index Name" in node else []
    if node["Node Type"] == "Seq Scan":
        own.append(f"all of {node['Relation Name']}")
    return own + [each for below in node.get("Plans", []) for each in _scans(below)]


def search(model_admin, model, typed: str):
    request = RequestFactory().get("/")
    rows = model._default_manager.order_by(*model_admin.ordering)
    return model_admin(model, None).get_search_results(request, rows, typed)[0][:51]


def test_a_search_reads_two_indexes_and_never_the_table(account):
    ledger.post_selected(
        "FROM generate_series(1, %(many)s) n",
        {"many": MANY, "account": account.pk},
        key="'feed:' || n || ':E'",
        body="'earn'",
        kind="'earn'",
        source="'shop'",
        subject="CASE WHEN mod(n, 3) = 0 THEN 'order:' || n END",
        account_id="%(account)s::bigint",
        points="1",
        at="now()",
    )

    rows = search(TransactionAdmin, Transaction, "order:12")

    assert plan(rows) == ["transaction_key_is_unique", "transaction_subject"]
    assert [each.key for each in rows] == ["feed:12:E"]


# 売上


def sold(account: Account, number: str, **kw) -> Sale:
    about = {"business": 1, "place": "札幌西店", "ex_tax": 1_200, "sold_at": clock.now(), **kw}
    return Sale.objects.create(number=number, member=account.member, **about)


def sales(staff, typed: str) -> list[str]:
    page = staff.get(at("sale_changelist"), {"q": typed})
    return [each.number for each in page.context["cl"].result_list]


def test_a_receipt_is_found_by_its_number_or_by_its_member(staff, account):
    sold(account, "R1")
    sold(earned(people.suzuki(), 1), "R2")

    assert sales(staff, "R1") == ["R1"]
    assert sales(staff, "００８７６５４３２１") == ["R2"]
    assert sales(staff, "R") == []


def test_nobody_browses_what_people_buy(staff, account):
    sold(account, "R1")

    assert sales(staff, "") == []
    assert "札幌西店" not in words(staff.get(at("sale_changelist")))


def test_a_look_at_a_receipt_is_a_look_at_the_member(staff, account):
    sale = sold(account, "R1")

    staff.get(at("sale_change", sale.pk))

    row = AccessLog.objects.get()
    assert (row.act, row.subject, row.key) == ("look", "points", str(account.member_id))


def test_a_search_of_receipts_reads_indexes(account):
    other = people.suzuki()
    Sale.objects.bulk_create(
        Sale(
            number=f"S{n}",
            member=account.member if n % 500 == 0 else other,
            business=1,
            ex_tax=n,
            sold_at=clock.now(),
        )
        for n in range(MANY)
    )

    rows = search(SaleAdmin, Sale, account.member.member_number)

    assert not [each for each in plan(rows) if each.startswith("all of")]
    assert len(rows) == 10


# Every page


def test_the_lists_cost_no_query_a_row(staff, account, django_assert_max_num_queries):
    for number in range(20):
        post(account, "earn", 5, key=f"feed:S{number}:E", subject="donation:1")
        sold(account, f"R{number}")
    with django_assert_max_num_queries(MOST_QUERIES):
        staff.get(at("transaction_changelist"))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert len(found(staff, "donation:1")) == 20
    with django_assert_max_num_queries(MOST_QUERIES):
        assert len(sales(staff, account.member.member_number)) == 20
    with django_assert_max_num_queries(MOST_QUERIES):
        staff.get(at("transaction_change", Transaction.objects.first().pk))


@pytest.mark.parametrize("who", [people.reviewer, people.counter_clerk, people.suzuki])
def test_others_do_not_look_transactions_or_receipts_up(client, account, who):
    sale, movement = sold(account, "R1"), Transaction.objects.get()
    people.signed_in(client, who())

    for address in (
        at("transaction_changelist"),
        at("transaction_change", movement.pk),
        at("sale_changelist"),
        at("sale_change", sale.pk),
    ):
        assert client.get(address).status_code in (302, 403)
    assert not AccessLog.objects.exists()
