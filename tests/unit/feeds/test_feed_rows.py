"""Cells and rows of feeds: what is read, and what staff are told."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

import pytest

from todock.feeds.kinds import Check, FeedKind, Mode, get_kind, register, unregister
from todock.feeds.parsing.cells import (
    Choice,
    Code,
    CodeText,
    DateYMD,
    Flag,
    InstantJST,
    Number,
    Text,
    Whole,
    Wrong,
    Yen,
)
from todock.feeds.parsing.rows import BadRow, Column, Row, column


class Everything(Row):
    code: Code = column("コード")
    number: Annotated[str, CodeText(digits=6)] = column("番号", default="")
    name: Annotated[str, Text(5)] = column("名前", default="")
    text: Annotated[str, Text(20, lines=True)] = column("説明", default="")
    price: Yen = column("価格", default=0)
    day: Annotated[int, Whole(1, 5)] | None = column("曜日", default=None)
    amount: Annotated[Decimal, Number()] | None = column("量", default=None)
    flag: Flag = column("旗", default=False)
    zone: Annotated[str, Choice({"1": "ambient", "2": "chilled"})] = column(
        "温度帯", default="ambient"
    )
    on: DateYMD | None = column("日", default=None)
    at: InstantJST | None = column("時", default=None)

    def check(self) -> None:
        if self.price == 13 and not self.name:
            raise Wrong("名前のない13円はありません。", "名前")


def read(**cells: str) -> Everything:
    return Everything.read({"コード": "c", **cells})


def told(**cells: str) -> list[tuple[str, str]]:
    with pytest.raises(BadRow) as caught:
        read(**cells)
    return caught.value.problems


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"コード": "Ａ－０１"}, "code", "A-01"),
        ({"番号": "００１２３４"}, "number", "001234"),
        ({"名前": "ﾊﾞﾅﾅ①"}, "name", "バナナ①"),
        ({"説明": "一\r\n二"}, "text", "一\n二"),
        ({"価格": "１２０"}, "price", 120),
        ({"量": "1.50"}, "amount", Decimal("1.50")),
        ({"旗": "１"}, "flag", True),
        ({"温度帯": "2"}, "zone", "chilled"),
        ({"日": "20240229"}, "on", date(2024, 2, 29)),
        ({"日": "19480502"}, "on", date(1948, 5, 2)),
        ({"時": "2026-11-25 00:30"}, "at", datetime(2026, 11, 24, 15, 30, tzinfo=UTC)),
        ({"時": "2027-01-01 00:00"}, "at", datetime(2026, 12, 31, 15, 0, tzinfo=UTC)),
    ],
)
def test_a_good_cell_is_read(cells, field, value):
    assert getattr(read(**cells), field) == value


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("コード", "x" * 41, "40文字まで"),
        ("番号", "12345", "6桁"),
        ("番号", "12345x", "6桁"),
        ("名前", "ああああああ", "5文字までです（6文字"),
        ("名前", "一\n二", "改行"),
        ("説明", "一\x00", "制御文字"),
        ("価格", "-1", "マイナス"),
        ("価格", "1,000", "整数"),
        ("価格", "12.0", "整数"),
        ("価格", "9" * 30, "整数"),
        ("価格", "100000000", "99999999以下"),
        ("曜日", "6", "5以下"),
        ("曜日", "0", "1以上"),
        ("量", "1.2345", "小数"),
        ("量", "1e5", "数では"),
        ("量", "1000000000", "999999999まで"),
        ("旗", "はい", "0か1"),
        ("温度帯", "3", "1・2"),
        ("日", "20230229", "ありえない日付"),
        ("日", "2024-02-29", "ありえない日付"),
        ("日", "99991231", "ありえない日付"),
        ("時", "2026-11-25 24:00", "ありえない日時"),
        ("時", "2026-11-25", "ありえない日時"),
        ("時", "2026-1-5 1:00", "ありえない日時"),
        ("時", "2026-W48-3 10:00", "ありえない日時"),
        ("時", "2026-11-25T13:00", "ありえない日時"),
        ("時", "1899-12-31 23:59", "ありえない日時"),
    ],
)
def test_a_bad_cell_is_told_with_its_column_in_japanese(column, cell, said):
    ((found, message),) = told(**{column: cell})
    assert found == column
    assert said in message


def test_what_is_missing_and_a_rule_over_several_columns_are_told():
    assert told(価格="13") == [("名前", "名前のない13円はありません。")]
    with pytest.raises(BadRow) as caught:
        Everything.read({})
    assert caught.value.problems == [("コード", "空にはできません。")]


def test_all_that_is_wrong_with_a_row_is_told_at_once():
    assert [column for column, _said in told(価格="x", 旗="x", 日="x")] == ["価格", "旗", "日"]


def test_columns_carry_name_type_and_whether_they_must_be_there():
    columns = Everything.columns
    assert columns[0] == Column("コード", "code", "text", True)
    assert [column.sql for column in columns] == [
        "text", "text", "text", "text", "bigint", "bigint", "numeric", "boolean",
        "text", "date", "timestamptz",
    ]  # fmt: skip
    assert not any(column.required for column in columns[1:])


def kind(name: str = "things", **fields: object) -> FeedKind:
    return FeedKind(
        **{
            "name": name,
            "label": "もの",
            "row": Everything,
            "order": 1,
            "mode": Mode.WHOLE,
            "apply": lambda staging: None,
            **fields,
        }
    )


def test_a_kind_is_registered_once_and_found():
    try:
        registered = register(kind())
        assert get_kind("things") is registered
        with pytest.raises(ValueError, match="twice"):
            register(kind())
    finally:
        unregister("things")
    assert get_kind("things") is None


@pytest.mark.parametrize(
    "fields",
    [
        {"key": ("nothing",)},
        {"scope": "nothing"},
        {"checks": [Check("なし", "x", "true")]},
    ],
)
def test_a_kind_that_names_what_it_does_not_have_is_a_mistake(fields):
    with pytest.raises(ValueError, match="has no"):
        register(kind("others", **fields))


def test_a_row_without_column_name_or_cell_type_is_a_mistake():
    with pytest.raises(TypeError, match="code"):

        class Plain(Row):
            code: str = column("コード")

    with pytest.raises(TypeError, match="code"):

        class NoName(Row):
            code: Code
