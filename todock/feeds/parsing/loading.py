"""From bytes to the staging table: decoding, parsing, validating row by row, COPY."""

from collections.abc import Callable, Sequence
from itertools import islice
from operator import attrgetter
from typing import BinaryIO

from django.db import connection
from django.utils.translation import gettext as _

from todock.feeds.kinds import FeedKind, Problem
from todock.feeds.parsing.problems import PROBLEM_COLUMN, save_in_table
from todock.feeds.parsing.rows import BadRow
from todock.feeds.staging import Staging
from todock.lib.japanese.kana import fold_code
from todock.lib.textfiles import Records, Unreadable, restore_formula

#: Rows of one COPY. Between two of them problems are written and progress is told.
BATCH = 5_000


class Header:
    """The header line of a file: which cell belongs to which column.

    Raises Unreadable when it cannot be used. ``warnings`` name columns nobody knows.
    """

    def __init__(self, kind: FeedKind, records: Records, cells: Sequence[str]) -> None:
        if any(records.undecodable(cell) for cell in cells):
            raise Unreadable(_("見出しに読めない文字があります。文字コードを確かめてください。"))
        known = {fold_code(column.alias): column for column in kind.columns}
        names = [fold_code(cell) for cell in cells]
        twice = sorted({name for name in names if name in known and names.count(name) > 1})
        if twice:
            raise Unreadable(_("見出しに同じ列が2つあります: %s") % "、".join(twice))
        missing = [
            column.alias for name, column in known.items() if column.required and name not in names
        ]
        if missing:
            raise Unreadable(_("必須の列がありません: %s") % "、".join(missing))
        self.cells = list(cells)
        #: Names of the fields whose column is there.
        self.present = frozenset(known[name].name for name in names if name in known)
        #: Ours: this file is a corrected CSV of bad rows, whose formulas were neutralised.
        self.resent = fold_code(PROBLEM_COLUMN) in names
        self.aliases = [known[name].alias if name in known else name for name in names]
        self.warnings = [
            Problem(1, cell, "", _("知らない列です。読み飛ばしました。"), warning=True)
            for cell, name in zip(cells, names, strict=True)
            if name not in known and name != fold_code(PROBLEM_COLUMN)
        ]


def load(staging: Staging, file: BinaryIO, *, encoding: str, tell: Callable[[int], None]) -> int:
    """Fill the tables of ``staging`` from the bytes of ``file``; return the number of data rows.

    ``tell`` is called with the number of rows done after each batch. Memory does not grow with
    the file. Raises Unreadable when the file cannot be read as this kind at all.
    """
    kind = staging.kind
    records = Records(file, encoding=encoding)
    rows = records.rows()
    first = next(rows, None)
    if first is None:
        raise Unreadable(_("ファイルが空です。見出しの行がありません。"))
    if first[2]:
        raise Unreadable(_("見出しの行が読めません。") + first[2])
    header = Header(kind, records, first[1])
    staging.present = header.present
    save_in_table(staging, header.warnings)

    reader = _RowReader(kind, records, header)
    columns = ", ".join(["line", *(f'"{column.name}"' for column in kind.columns)])
    into = f"COPY {staging.table} ({columns}) FROM STDIN"
    while batch := list(islice(rows, BATCH)):
        with connection.cursor() as cursor, cursor.cursor.copy(into) as copy:
            write = copy.write_row
            for line, cells, fault in batch:
                values = reader.read(line, cells, fault)
                if values is not None:
                    write(values)
        save_in_table(staging, reader.take_problems())
        tell(reader.count)
    return reader.count


class _RowReader:
    """Turns the cells of a record into the values of a staging row, or into problems."""

    def __init__(self, kind: FeedKind, records: Records, header: Header) -> None:
        names = [column.name for column in kind.columns]
        self._values = _getter(names)
        self._read = kind.row.read
        self._records = records
        self._aliases = header.aliases
        self._width = len(header.aliases)
        self._resent = header.resent
        self._problems: list[Problem] = []
        self.count = 0

    def read(self, line: int, cells: list[str], fault: str) -> tuple | None:
        """Return the values for COPY, or None after noting what is wrong."""
        self.count += 1
        if fault:
            self._problems.append(Problem(line, "", "", fault))
            return None
        if self._records.dirty and self._note_undecodable(line, cells):
            return None
        if len(cells) != self._width:
            message = _("列の数が%(found)dです。見出しは%(expected)dです。") % {
                "found": len(cells),
                "expected": self._width,
            }
            self._problems.append(Problem(line, "", "", message))
            return None
        if self._resent:
            cells = [restore_formula(cell) for cell in cells]
        data = {
            alias: cell
            for alias, cell in zip(self._aliases, map(str.strip, cells), strict=True)
            if cell
        }
        try:
            row = self._read(data)
        except BadRow as bad:
            for column, message in bad.problems:
                self._problems.append(Problem(line, column, data.get(column, ""), message))
            return None
        return (line, *self._values(row))

    def take_problems(self) -> list[Problem]:
        """Return the problems since the last call."""
        taken, self._problems = self._problems, []
        return taken

    def _note_undecodable(self, line: int, cells: list[str]) -> bool:
        records = self._records
        found = False
        for number, cell in enumerate(cells):
            if records.undecodable(cell):
                found = True
                column = self._aliases[number] if number < self._width else ""
                message = _("読めない文字です（バイト %s）。") % records.bad_bytes(cell)
                self._problems.append(Problem(line, column, records.readable(cell), message))
        return found


def _getter(names: Sequence[str]) -> Callable[[object], tuple]:
    if len(names) == 1:
        name = names[0]
        return lambda row: (getattr(row, name),)
    return attrgetter(*names)
