"""``manage.py receive``: one JSON object a file, and an exit status."""

import hashlib
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.integration.feeds.fruits import HEADER, row, standing
from todock.feeds import actions, companions
from todock.feeds.models import FeedFile
from todock.lib.textfiles import csv_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path_factory):
    folder = tmp_path_factory.mktemp("brought")

    def put(name: str, rows: list, *, marker: bool = True) -> Path:
        content = "".join(csv_line(cells) for cells in [HEADER, *rows]).encode("cp932")
        (folder / name).write_bytes(content)
        if marker:
            text = f"{len(rows)}\n{hashlib.sha256(content).hexdigest()}\n"
            (folder / name).with_suffix(".end").write_text(text)
        return folder / name

    return put


def receive(*paths: Path) -> tuple[int, list[dict]]:
    """Run the command; return its exit status and what it printed."""
    out = io.StringIO()
    status = 0
    try:
        call_command("receive", *map(str, paths), stdout=out)
    except SystemExit as end:
        status = end.code
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def test_files_are_worked_through_in_the_order_given(fruits, feeds_folder, write):
    later = write("fruits_20261126_001.csv", [row(1, basket="B")])
    earlier = write("fruits_20261125_001.csv", [row(1), row(2)])

    status, (first, second) = receive(later, earlier)

    assert status == 0
    assert (first["name"], second["name"]) == (later.name, earlier.name)
    assert {key: second[key] for key in ("kind", "state", "rows", "good", "bad", "problems")} == {
        "kind": "fruits",
        "state": "applied",
        "rows": 2,
        "good": 2,
        "bad": 0,
        "problems": [],
    }
    assert len(standing()) == 3
    assert earlier.exists()
    assert FeedFile.objects.filter(put_away=True, by="コマンド").count() == 2


def test_a_refused_file_is_told_with_its_problems_and_the_status_is_1(fruits, feeds_folder, write):
    bad = write("fruits_20261125_001.csv", [row(1, price="百")])
    good = write("fruits_20261125_002.csv", [row(1)])

    status, (first, second) = receive(bad, good)

    assert status == 1
    assert (first["state"], first["bad"], second["state"]) == ("refused", 1, "applied")
    assert first["problems"] == [
        {
            "line": 2,
            "column": "本体価格",
            "value": "百",
            "message": "整数ではありません。",
            "severity": "問題",
        }
    ]


def test_a_file_without_marker_or_no_file_at_all_is_refused(fruits, feeds_folder, write):
    unmarked = write("fruits_20261125_001.csv", [row(1)], marker=False)
    missing = unmarked.with_name("fruits_20261125_009.csv")
    foreign = write("果物.csv", [row(1)])

    status, reports = receive(unmarked, missing, foreign)

    assert status == 1
    assert [report["state"] for report in reports] == ["refused"] * 3
    assert ".end" in reports[0]["message"]
    assert standing() == []


def test_the_same_file_again_is_a_duplicate_and_no_failure(fruits, feeds_folder, write):
    path = write("fruits_20261125_001.csv", [row(1)])
    receive(path)

    status, (report,) = receive(path)

    assert (status, report["state"]) == (0, "duplicate")


def test_pictures_beside_the_file_come_along_and_are_worked_on_at_once(
    fruits, kind, feeds_folder, write
):
    seen = []

    def follow_up(file, inline):
        with companions.open_companion(file, "1.png") as picture:
            seen.append((inline, picture.read()))

    kind(companions=True, after_apply=follow_up)
    path = write("fruits_20261125_001.csv", [row(1)])
    (path.parent / "images").mkdir()
    (path.parent / "images" / "1.png").write_bytes(b"picture")

    receive(path)

    assert seen == [(True, b"picture")]


def test_what_is_printed_is_readable(fruits, feeds_folder, write):
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "receive", str(write("fruits_20261125_001.csv", [row(1, price="百")])), stdout=out
        )
    assert "本体価格" in out.getvalue()


def test_a_command_that_was_interrupted_may_simply_be_given_again(fruits, feeds_folder, write):
    # given a run of the command that died in the middle of the file
    path = write("fruits_20261125_001.csv", [row(1)])
    file = actions.bring_from_disk(path)
    FeedFile.objects.update(state="running", attempts=1)

    # when it is given again
    status, (report,) = receive(path)

    # then the same file is brought to its end
    assert (status, report["state"]) == (0, "applied")
    assert FeedFile.objects.get().pk == file.pk


def test_another_file_of_a_name_under_way_is_not_put_over_it(fruits, feeds_folder, write):
    actions.bring_from_disk(write("fruits_20261125_001.csv", [row(1)]))

    status, (report,) = receive(write("fruits_20261125_001.csv", [row(2)]))

    assert (status, report["state"]) == (1, "refused")
    assert FeedFile.objects.get().state == "waiting"
