"""Loads files that are made while they are read, and tells what that took; see test_feed_memory.

Run as ``python -m tests.integration.feeds.endless_file DATABASE ROWS``: a small file first, then
one of so many rows. Writes to standard output how many were counted, and by how many kilobytes the
most memory that the process ever took has grown with the second.
"""

import io
import resource
import sys
from collections.abc import Iterator

import django


class Endless(io.RawIOBase):
    """A file of fruits, every hundredth row of it bad, of which no more is there than is read."""

    def __init__(self, header: list[str], rows: int) -> None:
        self.parts = self._made(header, rows)

    def read(self, _size: int = -1) -> bytes:
        return next(self.parts, b"")

    def _made(self, header: list[str], rows: int) -> Iterator[bytes]:
        yield (",".join(header) + "\r\n").encode("cp932")
        for start in range(0, rows, 1000):
            yield "".join(
                f"A,{n},りんご,{'x' if n % 100 == 0 else n % 900},20261125\r\n"
                for n in range(start, start + 1000)
            ).encode("cp932")


def main(database: str, rows: int) -> None:
    """Load the small file and the large one, and tell."""
    django.setup()
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    _load(10_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = _load(rows)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    sys.stdout.write(f"{count} {grown}\n")


def _load(rows: int) -> int:
    from django.db import connection, transaction

    from tests.integration.feeds.fruits import HEADER, fruit_kind
    from todock.feeds.models import FeedFile
    from todock.feeds.parsing import checking, loading
    from todock.feeds.staging import Staging

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        staging = Staging(fruit_kind(), FeedFile(pk=1, kind="fruits"), full=False)
        staging.create()
        file = Endless(HEADER, rows)
        count = loading.load(staging, file, encoding="cp932", tell=lambda done: None)
        checking.check_rows(staging)
        transaction.set_rollback(True)
        return count


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
