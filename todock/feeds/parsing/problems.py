"""Problems of rows: gathered in a table of the run, kept as RowProblems, handed out as CSV."""

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, BinaryIO

from django.db import connection, transaction
from django.utils.translation import gettext as _

from todock.feeds import places
from todock.feeds.kinds import Problem
from todock.feeds.models import FeedFile, RowProblem
from todock.feeds.staging import Staging
from todock.lib.textfiles import Records, csv_line, encode_cp932, neutralise

#: The column that a CSV of bad rows has on top of those of its file.
PROBLEM_COLUMN = "問題"
#: RowProblems kept of one file; all are counted, and the CSV of bad rows holds all.
KEPT = 1_000
_VALUE_LENGTH = 200
_COLUMN_LENGTH = 100


def save_in_table(staging: Staging, problems: Iterable[Problem]) -> None:
    """Write problems to the problems table of a run."""
    problems = iter(problems)
    first = next(problems, None)
    if first is None:
        return
    into = f"COPY {staging.problems_table} (line, col, value, message, warning) FROM STDIN"
    with connection.cursor() as cursor, cursor.cursor.copy(into) as copy:
        for problem in _chain(first, problems):
            copy.write_row(
                (
                    problem.line,
                    _text(problem.column, _COLUMN_LENGTH),
                    _text(problem.value, _VALUE_LENGTH),
                    str(problem.message),
                    problem.warning,
                )
            )


def count_in_table(staging: Staging) -> tuple[int, int]:
    """Return how many rows are bad, and how many warnings there are."""
    return staging.fetch(
        "SELECT count(DISTINCT line) FILTER (WHERE NOT warning AND line > 1), "
        f"count(*) FILTER (WHERE warning) FROM {staging.problems_table}"
    )[0]


def keep(staging: Staging) -> None:
    """Make the first KEPT problems of this run RowProblems of its file, errors first."""
    staging.execute(
        "INSERT INTO feeds_rowproblem "
        '(feed_file_id, line, "column", value, message, severity, later) '
        "SELECT %s, line, col, value, message, "
        "CASE WHEN warning THEN 'warning' ELSE 'error' END, false "
        f"FROM {staging.problems_table} ORDER BY warning, line LIMIT %s",
        [staging.file.pk, KEPT],
    )


def store_bad_rows(staging: Staging, file: BinaryIO, *, encoding: str) -> str:
    """Write all bad rows of a run as CSV to the storage; return the path, or '' if there are none.

    The CSV has the header of the file and the column 問題, in the encoding of the file. Cells that
    a spreadsheet would take for formulas are neutralised. Corrected and sent under a new name it
    is a feed like any other.
    """
    messages = staging.stream(
        "SELECT line, string_agg(CASE WHEN col = '' THEN message "
        "ELSE col || ': ' || message END, ' / ' ORDER BY col) "
        f"FROM {staging.problems_table} WHERE NOT warning AND line > 1 GROUP BY line ORDER BY line"
    )
    path = f"{places.BAD_ROWS}/{staging.file.pk}/{staging.file.name}"
    with tempfile.TemporaryFile(prefix="feed-") as target:
        if not _write_bad_rows(target, file, messages, encoding=encoding):
            return ""
        target.seek(0)
        places.write(path, target)
    return path


def add(feed_file: FeedFile, line: int, column: str, value: str, message: str) -> RowProblem:
    """Add a problem that was found after a file was applied, such as an unreadable picture.

    The file then counts one bad row more and one good row less (once a line), and 反映済み becomes
    一部反映. The same problem again changes nothing. Safe to call from several workers at once.
    """
    with transaction.atomic():
        file = FeedFile.objects.select_for_update(no_key=True).get(pk=feed_file.pk)
        errors = file.problems.filter(line=line, severity=RowProblem.Severity.ERROR)
        known_line = errors.exists()
        problem, created = RowProblem.objects.get_or_create(
            feed_file=file,
            line=line,
            column=_text(column, _COLUMN_LENGTH),
            message=message,
            defaults={"value": _text(value, _VALUE_LENGTH), "later": True},
        )
        if created and not known_line:
            file.bad += 1
            file.good = max(0, file.good - 1)
            file.rows = max(file.rows, file.good + file.bad)
        if created and file.state == FeedFile.State.APPLIED:
            file.state = FeedFile.State.PARTLY
        file.save(update_fields=["bad", "good", "rows", "state"])
    return problem


def bad_rows_csv(feed_file: FeedFile) -> Iterator[bytes]:
    """Yield the CSV of all bad rows of a file, with those found after it was applied."""
    stored = bool(feed_file.bad_rows) and places.storage().exists(feed_file.bad_rows)
    if stored:
        with places.storage().open(feed_file.bad_rows, "rb") as file:
            while chunk := file.read(1 << 16):
                yield chunk
    later: dict[int, str] = {}
    for problem in feed_file.problems.filter(later=True).order_by("line", "id"):
        text = f"{problem.column}: {problem.message}" if problem.column else problem.message
        later[problem.line] = " / ".join(filter(None, [later.get(problem.line), text]))
    if not later:
        return
    with places.fetched(feed_file.location) as data, tempfile.TemporaryFile() as target:
        _write_bad_rows(
            target,
            data.file,
            iter(sorted(later.items())),
            encoding=feed_file.encoding,
            header=not stored,
        )
        target.seek(0)
        while chunk := target.read(1 << 16):
            yield chunk


def _write_bad_rows(
    target: IO[bytes],
    source: BinaryIO,
    messages: Iterable[tuple[int, str]],
    *,
    encoding: str,
    header: bool = True,
) -> int:
    """Write the rows of ``source`` that ``messages`` (line, text) name; return how many."""
    waiting = iter(messages)
    wanted = next(waiting, None)
    if wanted is None:
        return 0
    source.seek(0)
    records = Records(source, encoding=encoding, keep_raw=True)
    if header and records.encoding == "utf-8":
        target.write(b"\xef\xbb\xbf")
    width = written = 0
    for number, (line, cells, fault) in enumerate(records.rows()):
        cells = [neutralise(records.readable(cell)) for cell in cells]
        if number == 0:
            ours = PROBLEM_COLUMN in cells
            place = cells.index(PROBLEM_COLUMN) if ours else len(cells)
            width = len(cells)
            if header:
                target.write(_encoded([*cells, *([] if ours else [PROBLEM_COLUMN])], records))
            continue
        if line != wanted[0]:
            continue
        if fault:
            cells = [neutralise(records.readable(records.raw).strip())]
        cells += [""] * (width - len(cells))
        if place < width:
            cells[place] = wanted[1]
        else:
            cells.append(wanted[1])
        target.write(_encoded(cells, records))
        written += 1
        wanted = next(waiting, None)
        if wanted is None:
            break
    return written


def _encoded(cells: list[str], records: Records) -> bytes:
    text = csv_line(cells)
    return text.encode() if records.encoding == "utf-8" else encode_cp932(text)[0]


def _text(value: str, length: int) -> str:
    value = value.replace("\x00", "").strip()
    return value if len(value) <= length else value[: length - 1] + "…"


def _chain(first: Problem, rest: Iterator[Problem]) -> Iterator[Problem]:
    yield first
    yield from rest


def describe(problem: RowProblem) -> dict[str, str | int]:
    """Return a problem as the command line prints it."""
    return {
        "line": problem.line,
        "column": problem.column,
        "value": problem.value,
        "message": problem.message,
        "severity": _(problem.get_severity_display()),
    }
