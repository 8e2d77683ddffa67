"""``point_entries``: what each row does, and when pending points become real."""

from datetime import UTC, date, datetime

import pytest

from points.models import Account, Entry, Lot, PointUse, Transaction
from tests.factories.ledger import assert_sound, balances, earned, lots, post
from tests.integration.points.feeds.entry_rows import applied, arrives, kinds, row

pytestmark = pytest.mark.django_db
LAST_DAY = date(2027, 11, 30)


def test_points_of_a_shop_are_earned_with_place_basis_and_last_day(sato):
    file = applied(row(対象額=33_000))

    made = Transaction.objects.get()
    assert (made.key, made.kind, made.source) == ("feed:S1:E", "earn", "shop")
    assert (made.place, made.basis) == ("西町店", 33_000)
    assert made.at == datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
    account = Account.objects.get(member=sato)
    assert (balances(account), lots(account)) == ((100, 0, 0, 0), [(LAST_DAY, 100)])
    assert file.result == {"記帳した取引": 1, "すでに取込済み": 0}
    assert_sound()


def test_the_last_day_that_the_shop_printed_counts(sato):
    applied(row(有効期限="20270131"))
    assert lots(Account.objects.get()) == [(date(2027, 1, 31), 100)]


@pytest.mark.parametrize(
    ("at", "last_day"),
    [("2026-11-30 23:59", LAST_DAY), ("2026-12-01 00:00", date(2027, 12, 31))],
)
def test_the_last_day_follows_from_the_day_in_japan(sato, at, last_day):
    applied(row(取引日時=at))
    assert lots(Account.objects.get()) == [(last_day, 100)]


@pytest.mark.parametrize(
    ("sort", "points", "after"),
    [
        ("E", -30, (70, 0, 0, 0)),
        ("X", 30, (70, 0, 0, 0)),
        ("X", -30, (70, 0, 0, 0)),
        ("A", -30, (70, 0, 0, 0)),
        ("A", 30, (130, 0, 0, 0)),
        ("P", 30, (100, 30, 0, 0)),
    ],
)
def test_each_kind_of_row_moves_the_balance_its_way(sato, sort, points, after):
    account = earned(sato, 100, expires_on=LAST_DAY)
    applied(row("S2", sort, points))
    assert balances(account) == after
    assert_sound()


def test_what_shops_do_does_not_go_back_to_them(sato):
    applied(row("S1"), row("S2", "X", 10), row("S3", "A", -10))
    assert not PointUse.objects.exists()


def test_pending_points_become_real_by_the_same_number_of_a_later_file(sato):
    applied(row("S1", "P", 100, 有効期限="20270131"))
    account = Account.objects.get()
    assert balances(account) == (0, 100, 0, 0)

    applied(row("S1", "E", 100))

    assert kinds() == [("feed:S1:P", "earn_pending", 100), ("feed:S1:E", "confirm", 100)]
    assert (balances(account), lots(account)) == ((100, 0, 0, 0), [(LAST_DAY, 100)])
    assert_sound()


def test_pending_points_become_real_by_the_same_number_of_the_same_file(sato):
    applied(row("S1", "E", 100), row("S1", "P", 100))
    assert kinds() == [("feed:S1:P", "earn_pending", 100), ("feed:S1:E", "confirm", 100)]
    assert balances(Account.objects.get()) == (100, 0, 0, 0)
    assert_sound()


@pytest.mark.parametrize("together", [True, False], ids=["one file", "two files"])
@pytest.mark.parametrize("points", [130, 40, -20])
def test_what_the_real_points_differ_by_is_a_transaction_of_its_own(sato, points, together):
    account = earned(sato, 20, expires_on=LAST_DAY)
    rows = [row("S1", "P", 100), row("S1", "E", points)]
    for file in [rows] if together else [[each] for each in rows]:
        applied(*file)

    assert kinds()[1:] == [
        ("feed:S1:P", "earn_pending", 100),
        ("feed:S1:E", "confirm", 100),
        ("feed:S1:E:rest", "earn", points - 100),
    ]
    assert balances(account) == (20 + points, 0, 0, 0)
    assert all(last_day == LAST_DAY for last_day, _left in lots(account))
    assert_sound()


def test_pending_points_that_come_after_the_real_ones_change_nothing(sato):
    applied(row("S1", "E", 130))
    late = [applied(row("S1", "P", 100)), applied(row("S1", "P", 100), row("S2", "P", 5))]

    assert balances(Account.objects.get()) == (130, 5, 0, 0)
    assert [file.result["付与が先に届いていた付与予定"] for file in late] == [1, 1]
    assert_sound()


def test_points_on_an_order_are_not_there_for_returned_goods(sato):
    account = earned(sato, 100, expires_on=LAST_DAY)
    post(account, "hold", 80, subject="order:1")
    file = arrives(row("S1", "E", -30))
    assert file.bad == 1
    assert balances(account) == (20, 0, 80, 0)


def test_names_of_shops_come_as_they_are_written(sato):
    applied(row(店舗名="髙﨑①㈱ ﾆｼﾏﾁ〜店"))
    assert Transaction.objects.get().place == "髙﨑①㈱ ニシマチ～店"


def test_many_rows_pass_in_batches(sato, monkeypatch):
    monkeypatch.setattr("points.feeds.postings.BATCH", 2)
    rows = [row(f"S{n}", "P", 10) for n in range(5)]
    rows += [row(f"S{n}", "E", 10 + n) for n in range(5)]
    rows += [row(f"T{n}", "X", 5) for n in range(5)]
    applied(*rows)
    assert balances(Account.objects.get()) == (35, 0, 0, 0)
    assert Entry.objects.count() == 2 * Transaction.objects.count() == 2 * 19
    assert Lot.objects.filter(pending=True, left__gt=0).count() == 0
    assert_sound()
