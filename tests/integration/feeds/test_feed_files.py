"""What becomes of a file: applied, refused, retried, put away."""

import io

import pytest
from django.db import connection

from tests.integration.feeds.fruits import FIRST, FRUIT, HEADER, look, row, standing
from todock.feeds import actions, inbox, places
from todock.feeds.kinds import Mode, Problem
from todock.feeds.models import FeedFile
from todock.feeds.parsing import problems
from todock.lib.refusals import Refusal
from todock.lib.textfiles import csv_line

pytestmark = pytest.mark.django_db
State = FeedFile.State


def test_a_file_without_its_marker_is_not_touched(fruits, send):
    # given a data file whose marker has not arrived
    path = send(FIRST, [row(1)])
    path.with_suffix(".end").unlink()
    # when the inbox is looked at
    # then nothing is known of it, and it lies where it lay
    assert look() is None
    assert path.exists()


@pytest.mark.parametrize("suffix", [".end", ".csv.end"])
def test_a_file_with_its_marker_is_applied_and_put_away(fruits, send, feeds_folder, suffix):
    path = send(FIRST, [row(1), row(2, price=250)])
    path.with_suffix(".end").rename(path.with_suffix(suffix))

    file = look()

    assert file.state == State.APPLIED, file.message
    assert (file.rows, file.good, file.bad, file.scope) == (2, 2, 0, "A")
    assert standing() == [("A", "00001", 100), ("A", "00002", 250)]
    assert file.started_at <= file.finished_at
    assert not list((feeds_folder / "inbox").iterdir())
    assert (feeds_folder / file.location).exists()
    assert file.location.startswith("done/")
    assert (feeds_folder / file.location).with_suffix(".end").exists()


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        (b"3", "3行"),
        (b"2\r\n" + b"0" * 64, "SHA-256"),
        (b"many", "行数"),
        (b"2\r\nwhole", "whole"),
    ],
)
def test_a_marker_that_does_not_fit_refuses_the_file_whole(
    fruits, send, feeds_folder, marker, said
):
    send(FIRST, [row(1), row(2)], marker=marker)

    file = look()

    assert file.state == State.REFUSED
    assert said in file.message
    assert file.location.startswith("failed/")
    assert standing() == []


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


def test_two_scopes_in_one_file_refuse_it(fruits, send):
    send(FIRST, [row(1), row(1, basket="B")])

    file = look()

    assert file.state == State.REFUSED
    assert "かごコード" in file.message


def test_a_refused_file_is_retried_from_where_it_lies(fruits, kind, send, feeds_folder):
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
def test_a_name_that_says_nothing_is_refused_and_put_away(fruits, send, feeds_folder, name):
    send(name, [row(1)])

    file = look()

    assert file.state == State.REFUSED
    assert (feeds_folder / file.location).exists()
    assert not list((feeds_folder / "inbox").iterdir())


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
