"""What becomes of a file: applied, refused, a duplicate, stale, held."""

import io

import pytest
from django.db import connection

from tests.integration.feeds.fruits import FRUIT, HEADER, look, row, standing
from todock.feeds import actions, inbox, places
from todock.feeds.kinds import Mode, Problem
from todock.feeds.models import FeedFile, RowProblem
from todock.feeds.parsing import problems
from todock.lib.refusals import Refusal
from todock.lib.textfiles import csv_line

pytestmark = pytest.mark.django_db
State = FeedFile.State
FIRST = "fruits_20261125_001.csv"


def first_problem(file: FeedFile) -> tuple:
    problem = file.problems.first()
    return (problem.line, problem.column, problem.value)


def test_a_file_without_its_marker_is_not_touched(fruits, send):
    # given a data file whose marker has not arrived
    path = send(FIRST, [row(1)])
    path.with_suffix(".end").unlink()
    # when the inbox is looked at
    # then nothing is known of it, and it lies where it lay
    assert look() is None
    assert path.exists()


@pytest.mark.parametrize("suffix", [".end", ".csv.end"])
def test_a_file_with_its_marker_is_applied_and_put_away(fruits, send, feeds_dir, suffix):
    path = send(FIRST, [row(1), row(2, price=250)])
    path.with_suffix(".end").rename(path.with_suffix(suffix))

    file = look()

    assert file.state == State.APPLIED, file.message
    assert (file.rows, file.good, file.bad, file.scope) == (2, 2, 0, "A")
    assert standing() == [("A", "00001", 100), ("A", "00002", 250)]
    assert file.started_at <= file.finished_at
    assert not list((feeds_dir / "inbox").iterdir())
    assert (feeds_dir / file.location).exists()
    assert file.location.startswith("done/")
    assert (feeds_dir / file.location).with_suffix(".end").exists()


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


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        (b"3", "3行"),
        (b"2\r\n" + b"0" * 64, "SHA-256"),
        (b"many", "行数"),
        (b"2\r\nwhole", "whole"),
    ],
)
def test_a_marker_that_does_not_fit_refuses_the_file_whole(fruits, send, feeds_dir, marker, said):
    send(FIRST, [row(1), row(2)], marker=marker)

    file = look()

    assert file.state == State.REFUSED
    assert said in file.message
    assert file.location.startswith("failed/")
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


def test_a_whole_file_with_one_bad_row_writes_nothing(fruits, send):
    send(FIRST, [*map(row, range(500)), row(500, price="x")])

    file = look()

    assert (file.state, file.good, file.bad) == (State.REFUSED, 500, 1)
    assert standing() == []


def test_a_rows_file_applies_the_good_rows_and_keeps_the_bad_ones(fruits, kind, send, settings):
    kind(mode=Mode.ROWS)
    settings.FEED_BAD_ROWS_PERCENT = 1
    send(FIRST, [*map(row, range(198)), row(198, price="x"), row(199, basket="NONE")])

    file = look()

    assert (file.state, file.good, file.bad) == (State.PARTLY, 198, 2), file.message
    assert len(standing()) == 198
    assert [p.line for p in file.problems.all()] == [200, 201]


def test_above_one_per_cent_of_bad_rows_a_rows_file_is_refused(fruits, kind, send, settings):
    kind(mode=Mode.ROWS)
    settings.FEED_BAD_ROWS_PERCENT = 1
    send(FIRST, [*map(row, range(197)), *(row(n, price="x") for n in range(200, 203))])

    file = look()

    assert (file.state, file.bad) == (State.REFUSED, 3)
    assert standing() == []


def test_the_same_bytes_again_are_a_duplicate_and_change_nothing(fruits, send, feeds_dir):
    send(FIRST, [row(1)])
    look()
    send("fruits_20261126_001.csv", [row(1)])

    file = look()

    assert file.state == State.DUPLICATE
    assert FeedFile.objects.count() == 2
    assert file.location.startswith("done/")


def test_the_same_bytes_under_the_same_name_are_a_duplicate_too(fruits, send, feeds_dir):
    send(FIRST, [row(1)])
    look()
    send(FIRST, [row(1)])

    assert look().state == State.DUPLICATE
    assert not list((feeds_dir / "inbox").iterdir())


def test_the_same_bytes_after_a_refusal_are_not_a_duplicate(fruits, kind, send):
    send(FIRST, [row(1, price=99_000)])
    assert look().state == State.FAILED
    kind(apply=lambda staging: None)
    send(FIRST, [row(1, price=99_000)])

    assert look().state == State.APPLIED


def test_an_older_file_of_the_same_scope_is_stale(fruits, send):
    send("fruits_20261125_002.csv", [row(1, price=200)])
    look()
    send("fruits_20261125_001.csv", [row(1, price=100)])

    file = look()

    assert file.state == State.STALE
    assert "fruits_20261125_002.csv" in file.message
    assert standing() == [("A", "00001", 200)]


def test_an_older_file_of_another_scope_is_not_stale(fruits, send):
    send("fruits_20261125_002.csv", [row(1)])
    look()
    send("fruits_20261125_001.csv", [row(1, basket="B")])

    assert look().state == State.APPLIED


def test_a_corrected_file_of_the_same_name_is_applied(fruits, send):
    send(FIRST, [row(1, price="x")])
    look()
    send(FIRST, [row(1)])

    assert look().state == State.APPLIED


def test_two_scopes_in_one_file_refuse_it(fruits, send):
    send(FIRST, [row(1), row(1, basket="B")])

    file = look()

    assert file.state == State.REFUSED
    assert "かごコード" in file.message


def test_a_refused_file_is_retried_from_where_it_lies(fruits, kind, send, feeds_dir):
    def nothing_known(staging):
        yield Problem(2, "かごコード", "A", "登録のないかごです。")

    kind(check=nothing_known)
    send(FIRST, [row(1)])
    file = look()
    assert file.state == State.REFUSED
    # given what was missing has arrived by now
    kind()

    actions.retry(file=file, by="職員")
    file = look()

    assert (file.state, file.problems.count()) == (State.APPLIED, 0)
    assert file.location.startswith("done/")
    with pytest.raises(Refusal):
        actions.retry(file=file, by="職員")


def test_files_that_wait_together_go_in_the_order_of_kinds_dates_and_numbers(fruits, kind, send):
    send("fruits_20261126_001.csv", [row(3)])
    send("fruits_20261125_002.csv", [row(2)])
    send("fruits_20261125_001.csv", [row(1)])
    send("unknown_20261130_001.csv", [row(1)])

    done = inbox.look(by="定期")

    assert [(file.name[-16:-4], file.state) for file in done] == [
        ("20261130_001", State.REFUSED),
        ("20261125_001", State.APPLIED),
        ("20261125_002", State.APPLIED),
        ("20261126_001", State.APPLIED),
    ]


@pytest.mark.parametrize("name", ["fruits.csv", "fruits_20261301_001.csv", "果物_20261125_001.csv"])
def test_a_name_that_says_nothing_is_refused_and_put_away(fruits, send, feeds_dir, name):
    send(name, [row(1)])

    file = look()

    assert file.state == State.REFUSED
    assert (feeds_dir / file.location).exists()
    assert not list((feeds_dir / "inbox").iterdir())


def test_a_rule_of_the_database_that_refuses_the_rows_leaves_nothing_written(fruits, send):
    send(FIRST, [row(1), row(2, price=60_000)])

    file = look()

    assert file.state == State.FAILED
    assert "fruit_is_not_dear" in file.message
    assert standing() == []


def test_the_log_of_a_failed_file_names_the_rule_and_no_value_of_a_row(fruits, send, caplog):
    send(FIRST, [row(1, price=60_000, name="佐藤花子")])

    file = look()

    assert f"feed file {file.pk} failed: IntegrityError (fruit_is_not_dear)" in caplog.text
    assert "佐藤" not in caplog.text
    assert "60000" not in caplog.text


def test_the_log_of_a_failed_file_leaves_out_what_an_error_says(fruits, kind, send, caplog):
    def fails(staging):
        raise ValueError("佐藤花子 is odd")

    kind(apply=fails)
    send(FIRST, [row(1)])

    file = look()

    assert f"feed file {file.pk} failed: ValueError" in caplog.text
    assert "佐藤" not in caplog.text


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


def test_what_is_touched_changes_with_a_row_and_never_by_itself(fruits, kind, send):
    # given a kind that counts its changes in a column of its own
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE test_fruit ADD touched text")

    def apply(staging):
        return {
            "変更": staging.upsert(
                FRUIT,
                key=["basket", "code"],
                columns={"basket": "s.basket", "code": "s.code", "price": "s.price"},
                touched={"touched": f"'{staging.file.name[-7:-4]}'"},
                insert_only={"name": "s.name", "withdrawn": "false"},
            )
        }

    kind(apply=apply)
    send("fruits_20261125_001.csv", [row(1), row(2)])
    look()
    send("fruits_20261125_002.csv", [row(1), row(2, price=110, name="梨")])

    assert look().result == {"変更": 1}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, price, touched FROM test_fruit ORDER BY code")
        assert cursor.fetchall() == [("りんご", 100, "001"), ("りんご", 110, "002")]


def test_a_storage_without_folders_and_paths_serves_as_well(fruits, kind, settings):
    # given a storage that knows no paths of the machine, as S3 does not
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "feeds": memory}
    kind(mode=Mode.ROWS)
    assert inbox.look(by="定期") == []
    rows = [*map(row, range(200)), row(999, price="x")]
    content = "".join(csv_line(cells) for cells in [HEADER, *rows]).encode("cp932")

    # when a file is brought
    actions.bring(name=FIRST, data=io.BytesIO(content), marker=None)
    file = look()

    # then it goes the same way
    assert (file.state, file.good, file.bad) == (State.PARTLY, 200, 1)
    assert places.read_bytes(file.location) == content
    assert places.find_marker(file.location)
    assert places.list_folder("inbox") == []
    assert b"x" in b"".join(problems.bad_rows_csv(file))
