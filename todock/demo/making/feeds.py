"""Writing the demo as the other systems would: CP932 files, markers, pictures."""

import csv
import hashlib
import io
import os
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread

import resvg_py

from . import points, tables
from .source import PICTURES
from .tables import Table

PICTURE_PIXELS = 960


def write_demo_week(folder: Path, today: date) -> list[Path]:
    """Write all demo feeds for `today` into `folder`, with markers and `images/*.png` beside.

    The answer lists the data files in the order in which they have to be received. The folder is
    made if need be; files of the same names are replaced. The same date gives the same bytes.
    """
    write_pictures(folder)
    return write_files(folder, today)


def write_files(folder: Path, today: date) -> list[Path]:
    """Write the data files and their markers only, and answer the data files in order."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder, *file) for file in demo_files(today)]


def write_correction(folder: Path, today: date) -> Path:
    """Write the second members file of `today`, which holds what was corrected since the first."""
    folder.mkdir(parents=True, exist_ok=True)
    return _write(folder, _name("members", today, 2), tables.corrected_members(today), "delta")


def write_points(folder: Path, today: date, known: Collection[str] = ()) -> list[Path]:
    """Write a year of points and the cycles of the last weeks, and answer the data files in order.

    The cycles whose codes are `known` already are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder, *file) for file in points_files(today, known)]


def write_pictures(folder: Path) -> None:
    """Render every drawing into `images/`; about a tenth of a second each, on every core."""
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    drawings = sorted(PICTURES.glob("*.svg"))
    # The renderer holds the interpreter lock, so threads would gain nothing.
    with ProcessPoolExecutor(initializer=_end_with_parent) as pool:
        for drawing, png in zip(drawings, pool.map(render, drawings, chunksize=8), strict=True):
            (images / f"{drawing.stem}.png").write_bytes(png)


def _end_with_parent() -> None:
    """Let a renderer end when its parent was killed: it would wait for drawings for ever."""
    parent = parent_process()
    Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


def demo_files(today: date) -> Iterator[tuple[str, Table, str]]:
    """Name, table and mode (`full`, or empty where a kind knows only one) of every file, in order.

    The three offers files are the closed, the open and the preview cycle.
    """
    yield _name("courses", today), tables.courses(), ""
    yield _name("served_postcodes", today), tables.served_postcodes(), ""
    yield _name("cycles", today), tables.cycles(tables.cycles_around(today)), ""
    yield _name("categories", today), tables.categories(), ""
    yield _name("images", today), tables.images(), ""
    yield _name("products", today), tables.products(), "full"
    for sequence, cycle in enumerate(tables.cycles_around(today), start=1):
        yield _name("offers", today, sequence), tables.offers(cycle), "full"
    yield _name("members", today), tables.members(today), "full"
    yield _name("limits", today), tables.limits(today), "full"


def points_files(today: date, known: Collection[str] = ()) -> Iterator[tuple[str, Table, str]]:
    """Name, table and mode of the files of a year of points, in order; see `demo_files`."""
    # The first numbers of the day belong to the demo week.
    numbered = enumerate(points.cycles_before(today), start=4)
    cycles = {sequence: cycle for sequence, cycle in numbered if cycle.code not in known}
    if cycles:
        yield _name("cycles", today, 2), tables.cycles(cycles.values()), ""
    for sequence, cycle in cycles.items():
        yield _name("offers", today, sequence), points.offers(cycle), "full"
    yield _name("sales", today), points.sales(today), ""
    yield _name("point_entries", today), points.point_entries(today), ""


def encode(table: Table) -> bytes:
    """The table as a feed file: one header line, CRLF, RFC 4180 quotes, CP932.

    Raises UnicodeEncodeError for a character that CP932 cannot hold.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(table[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode("cp932")


def render(drawing: Path) -> bytes:
    """The drawing as a square PNG of PICTURE_PIXELS a side."""
    png = resvg_py.svg_to_bytes(
        svg_string=drawing.read_text(encoding="utf-8"),
        width=PICTURE_PIXELS,
        height=PICTURE_PIXELS,
        skip_system_fonts=True,
    )
    return bytes(png)


def _name(kind: str, today: date, sequence: int = 1) -> str:
    return f"{kind}_{today:%Y%m%d}_{sequence:03d}.csv"


def _write(folder: Path, name: str, table: Table, mode: str) -> Path:
    content = encode(table)
    path = folder / name
    path.write_bytes(content)
    lines = [str(len(table)), hashlib.sha256(content).hexdigest(), *([mode] if mode else [])]
    # The marker comes last: a file without one is not touched by the importer.
    (folder / f"{name}.end").write_text("\n".join(lines) + "\n", encoding="ascii")
    return path
