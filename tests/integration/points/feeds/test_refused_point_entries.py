"""``point_entries``: every row once, whatever comes twice, late, wrong or half."""

import pytest

from members import access_log
from members.models import AccessLog
from points.models import Account
from tests.factories import people
from tests.factories.feed_files import problems
from tests.factories.ledger import assert_sound, balances, earned
from tests.integration.points.feeds.entry_rows import applied, arrives, kinds, row
from tests.integration.points.feeds.test_point_entries import LAST_DAY
from todock.feeds.models import FeedFile
from todock.lib import clock

pytestmark = pytest.mark.django_db
State = FeedFile.State


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
