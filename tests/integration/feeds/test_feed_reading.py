"""How the bytes of a file are read: columns, characters, quotes, values."""

import pytest

from tests.integration.feeds.fruits import FIRST, HEADER, look, row, standing
from todock.feeds.models import FeedFile, RowProblem

pytestmark = pytest.mark.django_db
State = FeedFile.State


def first_problem(file: FeedFile) -> tuple:
    problem = file.problems.first()
    return (problem.line, problem.column, problem.value)


def test_columns_are_found_by_name_and_an_unknown_one_is_a_warning(fruits, send):
    header = ["本体価格", "メモ", "商品名", "かごコード", "商品コード"]
    send(FIRST, [["120", "x", "みかん", "A", "1"]], header=header)

    file = look()

    assert (file.state, file.warnings) == (State.APPLIED, 1)
    assert first_problem(file) == (1, "メモ", "")
    assert standing() == [("A", "1", 120)]


def test_a_missing_required_column_refuses_the_file(fruits, send):
    send(FIRST, [["A", "1", "みかん"]], header=HEADER[:3])

    file = look()

    assert file.state == State.REFUSED
    assert "本体価格" in file.message
    assert standing() == []


def test_codes_are_folded_and_half_width_kana_is_widened(fruits, send):
    send(FIRST, [["Ａ", "０００１ ", "ﾘﾝｺﾞ①㈱", "１２０", ""]])

    assert look().state == State.APPLIED
    assert standing() == [("A", "0001", 120)]


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        (["A", "1", "り" * 21, "1", ""], "商品名", "り" * 21),
        (["A", "1", "桃", "-1", ""], "本体価格", "-1"),
        (["A", "1", "桃", "1.5", ""], "本体価格", "1.5"),
        (["A", "1", "桃", "1", "20260229"], "期限日", "20260229"),
        (["A", "", "桃", "1", ""], "商品コード", ""),
        (["NONE", "1", "桃", "1", ""], "かごコード", "NONE"),
    ],
)
def test_a_bad_value_is_a_problem_with_line_column_and_value(fruits, send, cells, column, value):
    send(FIRST, [row(8), cells])

    file = look()

    assert file.state == State.REFUSED
    assert (file.rows, file.good, file.bad) == (2, 1, 1)
    assert first_problem(file) == (3, column, value)
    assert standing() == []


def test_an_undecodable_byte_is_a_problem_with_line_and_column(fruits, send):
    # given 0x81 before a comma, which begins a character that never ends
    good = "A,1,ソー表,100,\r\n".encode("cp932")
    content = ",".join(HEADER).encode("cp932") + b"\r\n" + good + b"A,2,\x83\x81,100,\r\n"
    content += b"A,3,\x82\xe0\x81,100,\r\n"
    send(FIRST, [], content=content, marker=b"3")

    file = look()

    problem = file.problems.get()
    assert (problem.line, problem.column, problem.value) == (4, "商品名", "も〓")
    assert "0x81" in problem.message
    assert (file.rows, file.good, file.bad) == (3, 2, 1)


def test_private_characters_of_the_sender_are_a_problem(fruits, send):
    content = ",".join(HEADER).encode("cp932") + b"\r\nA,1,\xf0\x40,100,\r\n"
    send(FIRST, [], content=content, marker=b"1")

    problem = look().problems.get()

    assert (problem.line, problem.column) == (2, "商品名")
    assert "0xF040" in problem.message


def test_characters_with_a_backslash_as_second_byte_and_quoted_lines_pass(fruits, send, kind):
    send(FIRST, [["A", "1", "ソ表十,「能」", "1", ""], ["A", "2", "髙﨑①㈱～－", "2", ""]])

    assert look().state == State.APPLIED
    assert len(standing()) == 2


def test_a_line_is_counted_as_in_an_editor_even_after_a_quoted_line_end(fruits, send):
    send(
        FIRST, [["A", "1", "x", "1", ""], ["A", "2", "二\r\n行", "2", ""], ["A", "3", "", "3", ""]]
    )

    file = look()

    assert [(p.line, p.column) for p in file.problems.all()] == [(3, "商品名"), (5, "商品名")]


def test_a_quote_that_is_never_closed_is_a_problem_and_refuses_by_count(fruits, send):
    content = ",".join(HEADER).encode("cp932") + b'\r\nA,1,"x,1,\r\nA,2,y,2,\r\n'
    send(FIRST, [], content=content, marker=b"2")

    file = look()

    assert file.state == State.REFUSED
    assert file.problems.filter(line=2).exists()


def test_utf8_is_read_where_the_setting_says_so(fruits, send, settings):
    settings.FEED_ENCODINGS = {"fruits": "utf-8"}
    send(FIRST, [row(1, name="𠮷の柿")], encoding="utf-8-sig")

    assert look().state == State.APPLIED


def test_rows_that_share_a_key_are_all_problems(fruits, send):
    send(FIRST, [row(1, price=1), row(2), row(1, price=2)])

    file = look()

    assert file.state == State.REFUSED
    assert list(file.problems.values_list("line", flat=True)) == [2, 4]


def test_all_problems_are_counted_and_the_first_thousand_kept(fruits, send):
    send(FIRST, [row(n, price="x") for n in range(1_200)])

    file = look()

    assert (file.bad, file.problems.count()) == (1_200, 1_000)
    assert file.problems.filter(severity=RowProblem.Severity.ERROR).count() == 1_000


def test_an_empty_file_and_a_file_of_a_header_only_are_judged(fruits, send):
    send(FIRST, [], content=b"", marker=b"0")
    assert look().state == State.REFUSED
    send("fruits_20261125_002.csv", [])
    assert look().state == State.APPLIED
