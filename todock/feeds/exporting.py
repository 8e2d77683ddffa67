"""Files for other systems: written into the outbox, once, always with the same bytes."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Sequence
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from todock.feeds import places
from todock.feeds.models import FeedFile, RowProblem
from todock.feeds.parsing.problems import KEPT
from todock.lib.clock import now
from todock.lib.textfiles import Marker, csv_line, encode_cp932


class AlreadyWritten(Exception):
    """An export of this name was written with other content; what was sent is not changed."""


def write_export(
    *,
    kind: str,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    marker_lines: Sequence[str] | Callable[[], Sequence[str]] = (),
    by: str = "",
    personal: bool = False,
) -> FeedFile:
    """Write ``outbox/<name>.csv`` and, last, ``outbox/<name>.end``; return its FeedFile.

    CP932, CRLF, RFC 4180, a header of ``columns``; rows are streamed in constant memory. None is
    an empty cell, a bool 0 or 1. The marker holds the rows, the SHA-256 and ``marker_lines``
    (ASCII; a callable is asked after the last row, for sums). What CP932 cannot hold becomes 〓
    and a RowProblem of the file; of a ``personal`` file that keeps line, column and the lost
    characters only, because not all who may see problems may see the people. The same export
    again gives the same bytes and the same FeedFile, and writes again what is missing in the
    outbox; with other content it raises AlreadyWritten and leaves everything as it is. Call it
    outside a transaction. What staff call ``kind`` is told once by
    ``todock.feeds.kinds.register_outgoing``, in the app's ``feeds``.
    """
    with tempfile.TemporaryFile(prefix="export-") as target:
        writer = _Writer(target, columns, personal=personal)
        for row in rows:
            writer.write(row)
        lines = marker_lines() if callable(marker_lines) else marker_lines
        marker = Marker(writer.rows, writer.sha256).to_bytes(list(lines))
        file = _record(kind, name, writer, marker, by=by)
        _put_into_outbox(file, target, marker)
    return file


class _Writer:
    """Writes CSV lines in CP932, and remembers what could not be written."""

    def __init__(self, target: IO[bytes], columns: Sequence[str], *, personal: bool) -> None:
        self.rows = 0
        self.size = 0
        self.lost = 0
        self.problems: list[RowProblem] = []
        self._target = target
        self._columns = list(columns)
        self._personal = personal
        self._digest = hashlib.sha256()
        self._put(csv_line(columns).encode("cp932"))

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, row: Sequence[object]) -> None:
        """Write one row of as many cells as there are columns. Raises ValueError otherwise."""
        if len(row) != len(self._columns):
            raise ValueError(f"{len(row)} cells for {len(self._columns)} columns")
        self.rows += 1
        cells = [_text(cell) for cell in row]
        data, lost = encode_cp932(csv_line(cells))
        if lost:
            self._note(cells)
        self._put(data)

    def _note(self, cells: Sequence[str]) -> None:
        for column, cell in zip(self._columns, cells, strict=True):
            lost = encode_cp932(cell)[1]
            if not lost:
                continue
            self.lost += 1
            if len(self.problems) < KEPT:
                self.problems.append(
                    RowProblem(
                        line=self.rows + 1,
                        column=column[:100],
                        value=(lost if self._personal else cell).replace("\x00", "")[:200],
                        message=_("CP932 にない文字を〓にしました: %s") % lost[:50],
                        severity=RowProblem.Severity.WARNING,
                    )
                )

    def _put(self, data: bytes) -> None:
        self._target.write(data)
        self._digest.update(data)
        self.size += len(data)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return str(cell)


def _record(kind: str, name: str, writer: _Writer, marker: bytes, *, by: str) -> FeedFile:
    moment = now()
    with transaction.atomic():
        file, created = FeedFile.objects.get_or_create(
            direction=FeedFile.Direction.OUT,
            kind=kind,
            name=f"{name}.csv",
            defaults={
                "state": FeedFile.State.WRITTEN,
                "location": f"{places.OUTBOX}/{name}.csv",
                "put_away": True,
                "marker": marker.decode("ascii"),
                "sha256": writer.sha256,
                "size": writer.size,
                "rows": writer.rows,
                "good": writer.rows,
                "total": writer.rows,
                "done": writer.rows,
                "warnings": writer.lost,
                "by": by,
                "message": _("%d行を書き出しました。") % writer.rows,
                "started_at": moment,
                "finished_at": moment,
            },
        )
        if created:
            for problem in writer.problems:
                problem.feed_file = file
            RowProblem.objects.bulk_create(writer.problems)
    if file.sha256 != writer.sha256 or file.marker != marker.decode("ascii"):
        raise AlreadyWritten(
            _("%s はすでに別の内容で書き出されています。送ったものは変えません。") % file.name
        )
    return file


def _put_into_outbox(file: FeedFile, data: IO[bytes], marker: bytes) -> None:
    """Write data, then marker, unless the same lie there; a crash in between heals on a resend."""
    marker_path = places.marker_names(file.location)[0]
    place = places.storage()
    if place.exists(marker_path) and place.exists(file.location):
        same = places.read_bytes(marker_path) == marker
        if same and places.sha256_of(file.location) == file.sha256:
            return
    if place.exists(marker_path):
        place.delete(marker_path)
    data.seek(0)
    places.write(file.location, data)
    places.write(marker_path, marker)
