"""Text files of other systems: strict decoding, CSV records, markers, cells for spreadsheets.

CP932 is decoded before any parsing: its second bytes include 0x5C, which a parser of bytes takes
for a backslash. A byte that cannot be decoded is kept as a sign that :func:`undecodable` finds, so
that a problem can name its line and column; it is never guessed and its row never dropped.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

#: Stands for a character that cannot be written.
GETA = "〓"
#: Longest line that is read, so that a file without line ends cannot fill the memory.
LONGEST_LINE = 4_000_000
_CHUNK = 1 << 18

#: What Python decodes CP932 to where the standard has nothing: single bytes 0x80, 0xA0, 0xFD-0xFF
#: and the area of private characters (外字), which mean something on the sender's machine only.
_NOT_CP932 = re.compile("[\x80\udc80-\udcff\ue000-\uf8ff]")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
#: Characters of the same look that CP932 has under another number.
_SAME_LOOK = str.maketrans(
    {"¥": "￥", "—": "―", "‾": "￣", "\u00a0": " ", "\ufe0e": "", "\ufe0f": ""}
)
#: Spreadsheets take a UTF-8 file without it for another encoding.
_BOM = "\ufeff"
_FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠]|[\t\r\n]")


class Unreadable(Exception):
    """A file or marker that cannot be read at all; its text is Japanese, for staff."""


@dataclass(frozen=True)
class Record:
    """One CSV record: ``line`` is where it starts; ``fault`` says why ``cells`` are missing."""

    line: int
    cells: list[str]
    fault: str = ""


class Records:
    """The CSV records of a binary file, in constant memory.

    ``dirty`` becomes true as soon as a part of the file held something undecodable; until then no
    cell needs to be looked at. ``raw`` is the text of the last record, kept with ``keep_raw``.
    """

    def __init__(self, file: BinaryIO, *, encoding: str = "cp932", keep_raw: bool = False) -> None:
        self.encoding = "utf-8" if encoding.lower().replace("-", "") == "utf8" else encoding
        self.dirty = False
        self.keep_raw = keep_raw
        self._not_text = _NOT_CP932 if self.encoding == "cp932" else _NOT_UTF8
        self._file = file
        self._raw: list[str] = []

    @property
    def raw(self) -> str:
        """The text of the last record as it stands in the file."""
        return "".join(self._raw)

    def __iter__(self) -> Iterator[Record]:
        """Yield the records; blank lines are no records. Raises :class:`Unreadable`."""
        for line, cells, fault in self.rows():
            yield Record(line, cells, fault)

    def rows(self) -> Iterator[tuple[int, list[str], str]]:
        """Yield (line, cells, fault): the same as iterating, without an object for each row."""
        reader = csv.reader(self._lines(), strict=True)
        line = 1
        while True:
            try:
                for cells in reader:
                    if cells:
                        yield line, cells, ""
                    line = reader.line_num + 1
                    if self.keep_raw:
                        self._raw.clear()
                return
            except csv.Error:
                # The reader starts afresh on the next line.
                yield line, [], _('引用符（"）の使い方が正しくありません。')
                line = reader.line_num + 1
                self._raw.clear()

    def undecodable(self, cell: str) -> bool:
        """Say whether something in the cell could not be decoded."""
        return bool(self._not_text.search(cell))

    def bad_bytes(self, cell: str) -> str:
        """Return what could not be decoded as hexadecimal bytes: ``0x81 0xF040``."""
        found = []
        for char in self._not_text.findall(cell)[:5]:
            code = ord(char)
            data = (
                bytes([code & 0xFF])
                if 0xDC80 <= code <= 0xDCFF
                else char.encode(self.encoding, "replace")
            )
            found.append("0x" + data.hex().upper())
        return " ".join(found)

    def readable(self, cell: str) -> str:
        """Return the cell with 〓 for what could not be decoded."""
        return self._not_text.sub(GETA, cell)

    def _lines(self) -> Iterator[str]:
        for text in self._texts():
            # Only a line feed ends a line; csv judges carriage returns.
            for line in io.StringIO(text, newline="\n"):
                if self.keep_raw:
                    self._raw.append(line)
                yield line

    def _texts(self) -> Iterator[str]:
        rest = b""
        first = True
        while chunk := self._file.read(_CHUNK):
            if first:
                first = False
                if self.encoding == "utf-8":
                    chunk = chunk.removeprefix(b"\xef\xbb\xbf")
            # 0x0A is never part of a character, in CP932 as in UTF-8.
            end = chunk.rfind(b"\n") + 1
            if not end:
                rest += chunk
                if len(rest) > LONGEST_LINE:
                    raise Unreadable(_("改行がありません。CSV ファイルではないようです。"))
                continue
            yield self._decoded(rest + chunk[:end])
            rest = chunk[end:]
        if rest:
            yield self._decoded(rest)

    def _decoded(self, data: bytes) -> str:
        try:
            text = data.decode(self.encoding)
        except UnicodeDecodeError:
            self.dirty = True
            return data.decode(self.encoding, "surrogateescape")
        if not self.dirty and self._not_text.search(text):
            self.dirty = True
        return text


@dataclass(frozen=True)
class Marker:
    """What stands in a marker: data rows, SHA-256 (lower case) or None, ``full``/``delta``/None."""

    rows: int
    sha256: str | None = None
    mode: str | None = None

    @classmethod
    def parse(cls, data: bytes) -> "Marker":
        """Read a marker; raises :class:`Unreadable`."""
        lines = [
            line.strip()
            for line in data.decode("utf-8-sig", "replace").replace("\r", "\n").split("\n")
            if line.strip()
        ]
        if not lines or not re.fullmatch(r"[0-9]{1,10}", lines[0]):
            raise Unreadable(_("印（.end）の1行目が行数ではありません。"))
        rest = lines[1:3]
        sha256 = mode = None
        if rest and re.fullmatch(r"[0-9a-fA-F]{64}", rest[0]):
            sha256 = rest.pop(0).lower()
        if rest and rest[0].lower() in {"full", "delta"}:
            mode = rest.pop(0).lower()
        if rest:
            raise Unreadable(
                _("印（.end）の「%(text)s」が、SHA-256 でも full・delta でもありません。")
                % {"text": rest[0][:80]}
            )
        return cls(int(lines[0]), sha256, mode)

    def to_bytes(self, extra: Sequence[str] = ()) -> bytes:
        """Return the marker as it is written, with lines of its own after the usual ones."""
        lines = [str(self.rows), self.sha256, self.mode, *extra]
        return "".join(f"{line}\r\n" for line in lines if line is not None).encode("ascii")


def encode_cp932(text: str) -> tuple[bytes, str]:
    """Return the text in CP932, and the characters that became 〓.

    Characters of the same look under another number (¥ ￥, — ―) are not lost.
    """
    try:
        return text.encode("cp932"), ""
    except UnicodeEncodeError:
        pass
    text = unicodedata.normalize("NFC", text).translate(_SAME_LOOK)
    kept, lost = [], []
    for char in text:
        try:
            char.encode("cp932")
            kept.append(char)
        except UnicodeEncodeError:
            kept.append(GETA)
            lost.append(char)
    return "".join(kept).encode("cp932"), "".join(lost)


def csv_line(cells: Iterable[object]) -> str:
    """Return one CSV line of RFC 4180 with CRLF."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def spreadsheet(head: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a UTF-8 CSV that people open in a spreadsheet; no text is a formula."""
    yield _BOM + csv_line(head)
    for row in rows:
        yield csv_line(neutralise(cell) if isinstance(cell, str) else cell for cell in row)


def neutralise(cell: str) -> str:
    """Return the cell so that a spreadsheet takes it for text: a formula gets a ``'`` in front."""
    if _FORMULA.match(cell):
        return "'" + cell
    return cell


def restore_formula(cell: str) -> str:
    """Undo :func:`neutralise`, for files that staff corrected and send again."""
    if cell.startswith("'") and _FORMULA.match(cell[1:]):
        return cell[1:]
    return cell
