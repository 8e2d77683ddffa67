"""Progress that others see while a run's transaction is still open."""

import logging
import time
from typing import Any

from django.db import connection
from django.db.utils import Error

logger = logging.getLogger(__name__)

#: Seconds between two writes.
EVERY = 1.0


class Progress:
    """Writes how far a run is over a connection of its own, at most once a second.

    The connection is opened only when a run lasts longer than that. A failure to write is logged
    and forgotten: progress is a courtesy. Use as a context manager.
    """

    def __init__(self, file_id: int) -> None:
        self.file_id = file_id
        self._connection: Any = None
        self._told_at = time.monotonic()
        self._done = 0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *error: object) -> None:
        if self._connection is not None:
            self._connection.close()

    def tell(self, done: int | None = None, *, step: str) -> None:
        """Say how many rows are done and what is going on."""
        if done is not None:
            self._done = done
        if time.monotonic() - self._told_at < EVERY:
            return
        self._told_at = time.monotonic()
        try:
            if self._connection is None:
                self._connection = connection.copy()
            with self._connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE feeds_feedfile SET done = %s, step = %s, progress_at = now() "
                    "WHERE id = %s AND state = 'running'",
                    [self._done, step, self.file_id],
                )
        except Error:
            logger.exception("progress of feed file %s was not written", self.file_id)
