"""``point_entries``: every row once, whatever comes twice, late, wrong or half."""

from datetime import UTC, date, datetime

import pytest

from members import access_log
from members.models import AccessLog
from points.models import Account, Entry, Lot, PointUse, Transaction
from tests.factories import people
from tests.factories.feed_files import problems, receive
from tests.factories.ledger import assert_sound, balances, earned, lots, post
from todock.feeds.models import FeedFile
from todock.lib import clock

pytestmark = pytest.mark.django_db
State = FeedFile.State
LAST_DAY = date(2027, 11, 30)


@pytest.fixture(autouse=True)
def _bad_rows_do_not_refuse_small_files(settings):
    settings.FEED_BAD_ROWS_PERCENT = 100


@pytest.fixture
def sato(db):
    """佐藤さん, who has no account yet."""
    return people.sato()


def row(number: str = "S1", sort: str = "E", points: int = 100, **more: object) -> dict:
    """A row: 佐藤さん at the shop of 西町."""
    return {
        "取引番号": number,
        "組合員番号": "0012345678",
        "取引日時": "2026-11-25 13:00",
        "区分": sort,
        "ポイント": points,
        "店舗コード": "012",
        "店舗名": "西町店",
        **more,
    }


def arrives(*rows: dict) -> FeedFile:
    return receive("point_entries", rows)


def applied(*rows: dict) -> FeedFile:
    file = arrives(*rows)
    assert (file.state, problems(file)) == (State.APPLIED, [])
    return file


def kinds() -> list[tuple[str, str, int]]:
    """(key, kind, points) of the transactions, in the order in which they were written."""
    return list(Transaction.objects.order_by("pk").values_list("key", "kind", "points"))


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


def test_the_same_file_again_is_a_duplicate(sato):
    applied(row())
    file = arrives(row())
    assert file.state == State.DUPLICATE
    assert balances(Account.objects.get()) == (100, 0, 0, 0)


def test_a_corrected_file_adds_only_the_rows_that_are_new(sato):
    first = [row("S1", "P", 100), row("S1", "E", 80), row("S2", "X", 10), row("S3", "A", -5)]
    applied(*first)
    file = applied(*first, row("S4", "E", 7))
    assert file.result == {"記帳した取引": 1, "すでに取込済み": 4}
    assert balances(Account.objects.get()) == (72, 0, 0, 0)
    assert_sound()


@pytest.mark.parametrize("turned", [False, True])
def test_two_files_lead_to_the_same_in_either_order(sato, turned):
    files = [
        [row("S1", "P", 100), row("S2", "E", 50)],
        [row("S1", "E", 90), row("S3", "X", 30)],
    ]
    for file in reversed(files) if turned else files:
        applied(*file)
    assert balances(Account.objects.get()) == (110, 0, 0, 0)
    assert_sound()


@pytest.mark.parametrize(
    "other",
    [
        {"ポイント": 101},
        {"取引日時": "2026-11-25 13:01"},
        {"店舗名": "東町店"},
        {"店舗コード": "013"},
        {"対象額": 1},
        {"有効期限": "20271231"},
        {"組合員番号": "0087654321"},
    ],
)
def test_the_same_number_with_another_content_is_refused(sato, other):
    people.suzuki()
    applied(row())
    file = arrives(row(**other), row("S2"))
    ((line, column, message),) = problems(file)
    assert (file.state, line, column) == (State.PARTLY, 2, "取引番号")
    assert "同じ取引番号" in message
    assert balances(Account.objects.get()) == (200, 0, 0, 0)


def test_cells_that_run_into_each_other_are_not_the_same(sato):
    applied(row(店舗コード="01", 店舗名="2西町店"))
    assert arrives(row(店舗コード="012", 店舗名="西町店")).bad == 1


def test_a_number_twice_in_a_file_keeps_both_rows_out(sato):
    file = arrives(row(), row(ポイント=50), row("S2", "X", 10))
    # what stays out brings nothing, so there is nothing to take
    assert [(line, column) for line, column, _ in problems(file)] == [
        (2, "取引番号・区分"),
        (3, "取引番号・区分"),
        (4, "ポイント"),
    ]
    assert kinds() == []


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"組合員番号": "0099999999"}, "組合員番号", "登録のない"),
        ({"ポイント": 0}, "ポイント", "0ポイント"),
        ({"ポイント": 10_000_000}, "ポイント", "9999999以下"),
        ({"区分": "Z"}, "区分", "E・P・X・A"),
        ({"区分": "P", "ポイント": -5}, "ポイント", "付与予定"),
        ({"取引日時": "2026-02-30 10:00"}, "取引日時", "ありえない日時"),
        ({"有効期限": "20270230"}, "有効期限", "ありえない日付"),
        ({"店舗名": "あ" * 61}, "店舗名", "60文字まで"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_applied(sato, cells, column, said):
    file = arrives(row(), row("S2", **cells))
    ((line, found, message),) = problems(file)
    assert (file.state, line, found) == (State.PARTLY, 3, column)
    assert said in message
    assert balances(Account.objects.get()) == (100, 0, 0, 0)


def test_an_account_that_ended_takes_no_rows(sato):
    # given a membership that ended, whose points had come before
    applied(row("S0", "E", 10), row("S1", "X", 10))
    Account.objects.update(closed_at=clock.now())

    file = arrives(row("S0", "E", 10), row("S2"), row("S3", "X", 5))

    assert [(line, column) for line, column, _ in problems(file)] == [
        (3, "組合員番号"),
        (4, "組合員番号"),
    ]
    assert "脱退" in problems(file)[0][2]
    assert file.result["すでに取込済み"] == 1


@pytest.mark.parametrize("together", [True, False], ids=["one file", "two files"])
@pytest.mark.parametrize("first", ["P", "E"])
def test_pending_and_real_points_of_two_members_are_refused(sato, first, together):
    people.suzuki()
    rows = [row("S1", first), row("S1", "PE".replace(first, ""), 組合員番号="0087654321")]
    if together:
        file = arrives(*rows)
        assert [line for line, _, _ in problems(file)] == [2, 3]
    else:
        applied(rows[0])
        file = arrives(rows[1])
        assert [line for line, _, _ in problems(file)] == [2]
    assert "組合員番号が違います" in problems(file)[0][2]


def test_more_than_is_there_keeps_out_all_that_takes_of_that_member(sato):
    # given 佐藤さん with 50 points, and 鈴木さん with enough
    account = earned(sato, 50, expires_on=LAST_DAY)
    suzuki = earned(people.suzuki(), 50, expires_on=LAST_DAY)
    theirs = {"組合員番号": "0087654321"}

    # when more is taken of 佐藤さん than she has with what the file brings
    file = arrives(
        row("S1", "E", 20),
        row("S2", "E", -60),
        row("S3", "X", 6),
        row("S4", "A", -5),
        row("S5", "P", 500),
        row("S6", "E", -50, **theirs),
    )

    # then what gives is applied, what takes waits, and staff read how much is missing
    assert [(line, column) for line, column, _ in problems(file)] == [
        (3, "ポイント"),
        (4, "ポイント"),
        (5, "ポイント"),
    ]
    assert "いま使えるのは50ポイント" in problems(file)[0][2]
    assert "1ポイント不足" in problems(file)[0][2]
    assert balances(account) == (70, 500, 0, 0)
    assert balances(suzuki) == (0, 0, 0, 0)
    assert_sound()


def test_goods_that_came_back_may_take_what_the_same_file_brings_to_the_last_point(sato):
    applied(row("S1", "E", -60), row("S2", "E", 60))
    assert balances(Account.objects.get()) == (0, 0, 0, 0)
    assert_sound()


def test_a_return_beyond_the_balance_of_a_member_without_account_is_refused(sato):
    file = arrives(row("S1", "E", -1), row("S2", "P", 10))
    assert [line for line, _, _ in problems(file)] == [2]
    assert balances(Account.objects.get()) == (0, 10, 0, 0)


def test_points_on_an_order_are_not_there_for_returned_goods(sato):
    account = earned(sato, 100, expires_on=LAST_DAY)
    post(account, "hold", 80, subject="order:1")
    file = arrives(row("S1", "E", -30))
    assert file.bad == 1
    assert balances(account) == (20, 0, 80, 0)


def test_an_earlier_day_that_comes_late_is_not_stale(sato):
    # given a file whose name is of another century
    later = applied(row("S2"))
    FeedFile.objects.filter(pk=later.pk).update(dated="20990101_001")

    applied(row("S1"))

    assert balances(Account.objects.get()) == (200, 0, 0, 0)


def test_whoever_is_handed_bad_rows_is_written_down(sato):
    file = arrives(row(ポイント=0))
    access_log.log_handed_out(file=file, by=people.staff_user(), at=clock.now())
    entry = AccessLog.objects.get()
    assert (entry.act, entry.subject, entry.key) == ("export", "points", file.name)


def test_names_of_shops_come_as_they_are_written(sato):
    applied(row(店舗名="髙﨑①㈱ ﾆｼﾏﾁ〜店"))
    assert Transaction.objects.get().place == "髙﨑①㈱ ニシマチ～店"


def test_many_rows_pass_in_batches(sato, monkeypatch):
    monkeypatch.setattr("points.feeds.point_entries.BATCH", 2)
    rows = [row(f"S{n}", "P", 10) for n in range(5)]
    rows += [row(f"S{n}", "E", 10 + n) for n in range(5)]
    rows += [row(f"T{n}", "X", 5) for n in range(5)]
    applied(*rows)
    assert balances(Account.objects.get()) == (35, 0, 0, 0)
    assert Entry.objects.count() == 2 * Transaction.objects.count() == 2 * 19
    assert Lot.objects.filter(pending=True, left__gt=0).count() == 0
    assert_sound()
