"""``sales``: every receipt once, whatever comes twice, late or wrong."""

from datetime import UTC, datetime

import pytest

from members import access_log
from members.models import AccessLog
from points.models import Sale
from tests.factories import people
from tests.factories.feed_files import problems, receive
from todock.feeds.models import FeedFile
from todock.lib import clock

pytestmark = pytest.mark.django_db
State = FeedFile.State


def row(number: str = "R1", ex_tax: int = 3_300, **more: object) -> dict:
    """A row: 佐藤さん bought at the shop of 西町."""
    return {
        "取引番号": number,
        "組合員番号": "0012345678",
        "取引日時": "2026-11-25 13:00",
        "事業": 1,
        "店舗名": "西町店",
        "本体金額": ex_tax,
        **more,
    }


def arrives(*rows: dict) -> FeedFile:
    return receive("sales", rows)


def amounts() -> dict[str, int]:
    return dict(Sale.objects.values_list("number", "ex_tax"))


def test_a_receipt_is_kept_with_member_instant_business_and_place(sato):
    file = arrives(row())

    assert (file.state, problems(file)) == (State.APPLIED, [])
    assert file.result == {"追加": 1, "すでに取込済み": 0}
    sale = Sale.objects.get()
    assert (sale.member, sale.number, sale.ex_tax) == (sato, "R1", 3_300)
    assert (sale.business, sale.place) == (Sale.Business.SHOP, "西町店")
    assert sale.sold_at == datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def test_goods_that_came_back_are_negative_and_a_place_may_be_missing(sato):
    file = arrives(row(ex_tax=-500, 店舗名="", 事業=3))
    assert (file.state, amounts()) == (State.APPLIED, {"R1": -500})
    assert Sale.objects.get().place == ""


def test_the_same_file_again_is_a_duplicate(sato):
    arrives(row())
    assert arrives(row()).state == State.DUPLICATE
    assert amounts() == {"R1": 3_300}


def test_a_corrected_file_adds_only_the_receipts_that_are_new(sato):
    arrives(row("R1"), row("R2", -200))
    pks = set(Sale.objects.values_list("pk", flat=True))

    file = arrives(row("R1"), row("R2", -200), row("R3", 7))

    assert file.result == {"追加": 1, "すでに取込済み": 2}
    assert amounts() == {"R1": 3_300, "R2": -200, "R3": 7}
    assert pks < set(Sale.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    "other",
    [
        {"本体金額": 3_301},
        {"取引日時": "2026-11-25 13:01"},
        {"店舗名": "東町店"},
        {"事業": 2},
        {"組合員番号": "0087654321"},
    ],
)
def test_the_same_number_with_another_content_is_refused_and_changes_nothing(sato, other):
    people.suzuki()
    arrives(row())

    file = arrives(row(**other), row("R2", 5))

    ((line, column, message),) = problems(file)
    assert (file.state, line, column) == (State.PARTLY, 2, "取引番号")
    assert "ちがう内容" in message
    assert amounts() == {"R1": 3_300, "R2": 5}
    assert Sale.objects.get(number="R1").member == sato


def test_a_number_twice_in_a_file_keeps_both_rows_out(sato):
    file = arrives(row(), row(ex_tax=50), row("R2"))
    assert [(line, column) for line, column, _ in problems(file)] == [
        (2, "取引番号"),
        (3, "取引番号"),
    ]
    assert amounts() == {"R2": 3_300}


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"組合員番号": "0099999999"}, "組合員番号", "登録のない"),
        ({"事業": 4}, "事業", "1・2・3"),
        ({"本体金額": "千円"}, "本体金額", "整数では"),
        ({"本体金額": -100_000_000}, "本体金額", "以上"),
        ({"本体金額": ""}, "本体金額", "空には"),
        ({"取引日時": "2026-02-30 10:00"}, "取引日時", "ありえない日時"),
        ({"店舗名": "あ" * 61}, "店舗名", "60文字まで"),
        ({"取引番号": "R" * 41}, "取引番号", "40文字まで"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_applied(sato, cells, column, said):
    file = arrives(row(), row("R2", **cells) if "取引番号" not in cells else row(**cells))
    ((line, found, message),) = problems(file)
    assert (file.state, line, found) == (State.PARTLY, 3, column)
    assert said in message
    assert amounts() == {"R1": 3_300}


def test_an_earlier_day_that_comes_late_is_not_stale(sato):
    # given files whose names fall back by a year
    later = arrives(row("R2"))
    FeedFile.objects.filter(pk=later.pk).update(dated="20990101_001")

    assert arrives(row("R1")).state == State.APPLIED
    assert set(amounts()) == {"R1", "R2"}


def test_whoever_is_handed_bad_rows_is_written_down(sato):
    file = arrives(row("R1", 事業=4))
    access_log.log_handed_out(file=file, by=people.staff_user(), at=clock.now())
    entry = AccessLog.objects.get()
    assert (entry.act, entry.subject, entry.key) == ("export", "points", file.name)


def test_names_of_shops_come_as_they_are_written(sato):
    arrives(row(店舗名="髙﨑①㈱ ﾆｼﾏﾁ〜店"))
    assert Sale.objects.get().place == "髙﨑①㈱ ニシマチ～店"


def test_full_width_digits_are_digits(sato):
    arrives(row("Ｒ１", "－３３０", 組合員番号="００１２３４５６７８"))
    assert amounts() == {"R1": -330}
