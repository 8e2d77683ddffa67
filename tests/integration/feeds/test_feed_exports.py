"""Files that go out: the same bytes every time, complete, and never a lost row."""

import hashlib
import os

import pytest

from todock.feeds.exporting import AlreadyWritten, write_export
from todock.feeds.models import FeedFile

pytestmark = pytest.mark.django_db
NAME = "orders_2026114_202611251300"


def export(rows, **kw) -> FeedFile:
    return write_export(kind="orders", name=NAME, columns=["氏名", "数量"], rows=rows, **kw)


def test_data_and_marker_are_written_as_the_contract_says(feeds_folder):
    file = export(iter([["髙橋, 花子", 3], ["﨑", None], ['"引用"', True]]), marker_lines=["6"])

    data = (feeds_folder / "outbox" / f"{NAME}.csv").read_bytes()
    marker = (feeds_folder / "outbox" / f"{NAME}.end").read_bytes()
    assert data.decode("cp932") == '氏名,数量\r\n"髙橋, 花子",3\r\n﨑,\r\n"""引用""",1\r\n'
    assert marker.decode().split("\r\n") == ["3", hashlib.sha256(data).hexdigest(), "6", ""]
    assert (file.direction, file.state, file.rows, file.size) == ("out", "written", 3, len(data))
    assert file.sha256 == hashlib.sha256(data).hexdigest()


def test_what_cp932_cannot_hold_becomes_a_geta_and_a_problem(feeds_folder):
    file = export([["ソ", 1], ["𠮷野家🍎", 2], ["〜—¥", 3]])

    data = (feeds_folder / "outbox" / f"{NAME}.csv").read_bytes().decode("cp932")
    assert data == "氏名,数量\r\nソ,1\r\n〓野家〓,2\r\n～―￥,3\r\n"
    problem = file.problems.get()
    assert (problem.line, problem.column, problem.value) == (3, "氏名", "𠮷野家🍎")
    assert "𠮷🍎" in problem.message
    assert (file.rows, file.warnings) == (3, 1)


def test_the_same_export_again_gives_the_same_bytes_and_no_second_row(feeds_folder):
    first = export([["佐藤", 1]], marker_lines=lambda: ["1"])
    path = feeds_folder / "outbox" / f"{NAME}.csv"
    bytes_before, time_before = path.read_bytes(), path.stat().st_mtime_ns

    again = export([["佐藤", 1]], marker_lines=lambda: ["1"])

    assert again.pk == first.pk
    assert path.read_bytes() == bytes_before
    assert path.stat().st_mtime_ns == time_before


@pytest.mark.parametrize("lost", [".csv", ".end"])
def test_a_crash_between_data_and_marker_heals_on_the_next_export(feeds_folder, lost):
    export([["佐藤", 1]])
    path = (feeds_folder / "outbox" / NAME).with_suffix(lost)
    before = path.read_bytes()
    os.unlink(path)

    export([["佐藤", 1]])

    assert path.read_bytes() == before
    assert FeedFile.objects.count() == 1


def test_another_content_under_the_same_name_is_refused_and_what_was_sent_stays(feeds_folder):
    export([["佐藤", 1]])
    path = feeds_folder / "outbox" / f"{NAME}.csv"
    before = path.read_bytes()

    with pytest.raises(AlreadyWritten):
        export([["佐藤", 2]])

    assert path.read_bytes() == before


def test_a_row_of_another_width_is_a_mistake(feeds_folder):
    with pytest.raises(ValueError, match="cells"):
        export([["佐藤"]])
    assert not (feeds_folder / "outbox").exists()


def test_a_file_in_the_outbox_that_was_damaged_is_written_again(feeds_folder):
    export([["佐藤", 1]])
    path = feeds_folder / "outbox" / f"{NAME}.csv"
    before = path.read_bytes()
    path.write_bytes(before[:5])

    export([["佐藤", 1]])

    assert path.read_bytes() == before
