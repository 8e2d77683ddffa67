"""Fixtures of the feed tests: the kind of fruits.py, a storage, an inbox to send to."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from django.db import connection

from tests.integration.feeds.fruits import HEADER, fruit_kind, make_table
from todock.feeds.kinds import FeedKind, register, unregister
from todock.lib.textfiles import csv_line


@pytest.fixture
def kind() -> Iterator[Callable[..., FeedKind]]:
    """Register the kind ``fruits`` with changes of the test's own."""

    def use(**changes: object) -> FeedKind:
        unregister("fruits")
        return register(fruit_kind(**changes))

    yield use
    unregister("fruits")


@pytest.fixture
def fruits(db: None, kind: Callable[..., FeedKind]) -> Iterator[FeedKind]:
    """Bring the kind and its empty table."""
    make_table()
    yield kind()
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE test_fruit")


@pytest.fixture
def send(feeds_folder: Path) -> Callable[..., Path]:
    """Put a file and its marker into the inbox."""

    def put(
        name: str,
        rows: Sequence[Sequence[object]],
        *,
        header: Sequence[str] = HEADER,
        mode: str | None = None,
        content: bytes | None = None,
        marker: bytes | None = None,
        encoding: str = "cp932",
    ) -> Path:
        folder = feeds_folder / "inbox"
        folder.mkdir(exist_ok=True)
        if content is None:
            content = "".join(csv_line(cells) for cells in [header, *rows]).encode(encoding)
        (folder / name).write_bytes(content)
        if marker is None:
            lines = [str(len(rows)), hashlib.sha256(content).hexdigest(), *([mode] * bool(mode))]
            marker = "\r\n".join(lines).encode()
        (folder / name).with_suffix(".end").write_bytes(marker)
        return folder / name

    return put
