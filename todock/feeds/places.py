"""Where files lie in the storage ``feeds``: inbox, outbox, done, failed, bad rows, companions."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import IO, BinaryIO, NamedTuple

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

from todock.lib.clock import japan_date

INBOX = "inbox"
OUTBOX = "outbox"
DONE = "done"
FAILED = "failed"
BAD_ROWS = "bad_rows"
IMAGES = "images"
_CHUNK = 1 << 20

_NAME = re.compile(r"(?P<kind>[a-z][a-z_]*)_(?P<day>[0-9]{8})_(?P<number>[0-9]{3})\.csv")


class NameParts(NamedTuple):
    """What the name of a file says. ``dated`` (date and number) puts files of a kind in order."""

    kind: str
    dated: str


def parse_name(name: str) -> NameParts | None:
    """Return what ``<kind>_<YYYYMMDD>_<seq3>.csv`` says, or None for any other name."""
    found = _NAME.fullmatch(name)
    if not found:
        return None
    day = found["day"]
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return None
    return NameParts(found["kind"], day + found["number"])


def storage() -> Storage:
    """Return the private storage of feed files."""
    return storages["feeds"]


def list_folder(folder: str) -> list[str]:
    """Return the names of the files in a folder; a folder that does not exist is empty."""
    try:
        return sorted(name for name in storage().listdir(folder)[1] if name not in {"", "."})
    except FileNotFoundError:
        return []


def marker_names(name: str) -> tuple[str, str]:
    """Return the names a marker may have: ``fruit_…_001.end`` or ``fruit_…_001.csv.end``."""
    return f"{name.removesuffix('.csv')}.end", f"{name}.end"


def find_marker(location: str) -> str | None:
    """Return the path of the marker beside the data file at ``location``, or None."""
    return next((path for path in marker_names(location) if storage().exists(path)), None)


def read_bytes(path: str) -> bytes:
    """Return the content of a small file. Raises FileNotFoundError."""
    with storage().open(path, "rb") as file:
        return file.read()


def write(path: str, content: bytes | IO[bytes]) -> None:
    """Write a file under exactly this path, replacing what lay there."""
    place = storage()
    if place.exists(path):
        place.delete(path)
    place.save(path, ContentFile(content) if isinstance(content, bytes) else File(content))


def digest_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of an open file, read in chunks from where it stands."""
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def sha256_of(path: str) -> str:
    """Return the SHA-256 of a stored file, read in chunks."""
    with storage().open(path, "rb") as file:
        return digest_of(file)


class Fetched(NamedTuple):
    """A local copy of a stored file, gone when it is closed."""

    file: BinaryIO
    sha256: str
    size: int


@contextmanager
def fetched(path: str) -> Iterator[Fetched]:
    """Copy a stored file to a temporary one, so that what is hashed is what is parsed.

    Raises FileNotFoundError.
    """
    with tempfile.TemporaryFile(prefix="feed-") as copy:
        digest = hashlib.sha256()
        size = 0
        with storage().open(path, "rb") as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                copy.write(chunk)
        copy.seek(0)
        yield Fetched(copy, digest.hexdigest(), size)


def move(source: str, target: str) -> None:
    """Move a stored file, replacing what lies at the target. Raises FileNotFoundError."""
    place = storage()
    if isinstance(place, FileSystemStorage):
        target_path = place.path(target)
        os.makedirs(os.path.dirname(target_path), exist_ok=True)
        os.replace(place.path(source), target_path)
        return
    with place.open(source, "rb") as file:
        write(target, file)
    place.delete(source)


def folder_of(*, ok: bool, at: datetime) -> str:
    """Return the folder of files that are through: ``done/2026-11-25`` or ``failed/…``."""
    return f"{DONE if ok else FAILED}/{japan_date(at).isoformat()}"


def put_away(location: str, *, folder: str, file_id: int, sha256: str) -> str | None:
    """Move a data file and its marker into ``folder``; return where the data lies now.

    Safe to repeat after a crash at any point. The marker goes first, so that what is left behind
    is a data file without a marker, which nobody touches. Returns None when other bytes lie at
    ``location`` by now: the sender has put a new file there, which is left alone.
    """
    place = storage()
    name = PurePosixPath(location).name
    target = f"{folder}/{name}"
    if location == target:
        return target
    if place.exists(target) and not (sha256 and sha256_of(target) == sha256):
        # An earlier file of this name lies there and is kept.
        target = f"{folder}/{name.removesuffix('.csv')}.{file_id}.csv"
    if not place.exists(location):
        return target if place.exists(target) else None
    if sha256 and sha256_of(location) != sha256:
        return None
    marker = find_marker(location)
    if marker:
        move(marker, marker_names(target)[0])
    move(location, target)
    return target
