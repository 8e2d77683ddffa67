"""The CSV of bad rows: all of them, safe in a spreadsheet, and a feed again once corrected."""

import csv
import io

import pytest
from django.db import connection

from tests.integration.feeds.fruits import HEADER, look, row, standing
from todock.feeds import companions
from todock.feeds.kinds import Mode
from todock.feeds.models import FeedFile, RowProblem
from todock.feeds.parsing import problems

pytestmark = pytest.mark.django_db
State = FeedFile.State
FIRST = "fruits_20261125_001.csv"


def bad_rows(file: FeedFile) -> list[list[str]]:
    text = b"".join(problems.bad_rows_csv(file)).decode("cp932")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_it_holds_every_bad_row_with_its_problems_and_no_good_one(fruits, send):
    rows = [row(n, price="x" if n % 2 else 100) for n in range(3_000)]
    send(FIRST, [*rows, ["NONE", "9999", "り" * 21, "-1", ""]])

    found = bad_rows(look())

    assert found[0] == [*HEADER, "問題"]
    assert len(found) == 1 + 1_501
    assert found[1][:5] == ["A", "00001", "りんご", "x", "20261125"]
    assert found[1][5] == "本体価格: 整数ではありません。"
    assert "商品名: " in found[-1][5]
    assert "本体価格: " in found[-1][5]


@pytest.mark.parametrize("value", ["=1+1", "+81", "@SUM(A1)", "－特", "\t=1"])
def test_cells_that_start_a_formula_are_neutralised(fruits, send, value):
    send(FIRST, [["A", "1", value, "x", ""]])

    assert bad_rows(look())[1][2] == "'" + value


def test_corrected_and_sent_again_it_is_applied_as_it_was_meant(fruits, kind, send):
    # given a file of which one row, whose name looks like a formula, was left out
    kind(mode=Mode.ROWS)
    send(FIRST, [*map(row, range(150)), ["A", "x1", "=特選=", "百", ""]])
    file = look()
    assert file.state == State.PARTLY
    # when staff correct the price in the CSV and send it
    corrected = [[*cells[:3], "100", *cells[4:]] for cells in bad_rows(file)[1:]]
    send("fruits_20261125_002.csv", corrected, header=bad_rows(file)[0])
    file = look()

    # then the row is applied under its own name, and the column 問題 is no warning
    assert (file.state, file.rows, file.warnings) == (State.APPLIED, 1, 0)
    assert ("A", "x1", 100) in standing()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM test_fruit WHERE code = 'x1'")
        assert cursor.fetchone() == ("=特選=",)


def test_rows_that_cannot_be_read_are_in_it_too(fruits, send):
    content = (
        ",".join(HEADER).encode("cp932") + b'\r\nA,1,"x"y,1,\r\nA,2,\x82\xe0\x81,1,\r\nA,3\r\n'
    )
    send(FIRST, [], content=content, marker=b"3")

    found = bad_rows(look())

    assert [cells[0] for cells in found[1:]] == ['A,1,"x"y,1,', "A", "A"]
    assert found[2][2] == "も〓"
    assert all(cells[-1] for cells in found)


def test_a_problem_found_later_makes_the_file_partly_applied_and_is_in_the_csv(fruits, send):
    # given an applied file
    send(FIRST, [row(1), row(2), row(3)])
    file = look()
    assert (file.state, file.bad) == (State.APPLIED, 0)

    # when two problems of one row are found by a task, one of them twice
    for _time in range(2):
        problems.add(file, 3, "商品名", "りんご", "絵が読めません。")
    problems.add(file, 3, "商品コード", "00002", "絵が大きすぎます。")

    # then one row is bad
    file.refresh_from_db()
    assert (file.state, file.rows, file.good, file.bad) == (State.PARTLY, 3, 2, 1)
    assert file.problems.count() == 2
    assert bad_rows(file)[1][1] == "00002"
    assert "絵が読めません。" in bad_rows(file)[1][-1]
    assert len(bad_rows(file)) == 2


def test_companions_are_opened_beside_the_file_and_put_away(fruits, kind, send, feeds_folder):
    # given a kind whose pictures lie in images/
    opened = {}

    def follow_up(file, inline):
        with companions.open_companion(file, "a.png") as picture:
            opened["first"] = picture.read()
        companions.put_away_companion(file, "a.png")
        companions.put_away_companion(file, "a.png")

    kind(companions=True, after_apply=follow_up)
    images = feeds_folder / "inbox" / "images"
    images.mkdir(parents=True)
    (images / "a.png").write_bytes(b"picture")
    send(FIRST, [row(1)])

    file = look()

    assert opened == {"first": b"picture"}
    assert not (images / "a.png").exists()
    with companions.open_companion(file, "a.png") as picture:
        assert picture.read() == b"picture"


@pytest.mark.parametrize("name", ["b.png", "../a.png", "", "/etc/passwd", "x\\y.png", ".."])
def test_a_companion_that_is_not_there_or_leads_elsewhere_is_missing(fruits, send, name):
    send(FIRST, [row(1)])
    file = look()

    with pytest.raises(companions.CompanionMissing):
        companions.open_companion(file, name)
    companions.put_away_companion(file, name)


def test_what_follows_the_commit_may_fail_and_is_done_later(fruits, kind, send, feeds_folder):
    def fail(file, inline):
        raise RuntimeError("broker down")

    kind(after_apply=fail)
    path = send(FIRST, [row(1)])

    file = look()

    assert (file.state, file.put_away) == (State.APPLIED, False)
    assert path.exists()
    assert RowProblem.objects.count() == 0
