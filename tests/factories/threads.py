"""Several at once, for races whose order is decided by locks and not by luck."""

import threading
import time
from collections.abc import Callable

from django.db import connection, transaction

#: Nobody waits longer for anything here; a run that takes so long has failed.
MOST_SECONDS = 60
#: Between two looks at who waits.
_PAUSE = 0.005


class Other:
    """A call on a connection of its own, and what came of it."""

    def __init__(self, call: Callable[[], object]) -> None:
        self._call = call
        self._pid: int | None = None
        self._result: object = None
        self._connected = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            connection.ensure_connection()
            self._pid = connection.connection.info.backend_pid
            self._connected.set()
            self._result = self._call()
        except Exception as error:
            self._result = error
        finally:
            self._connected.set()
            connection.close()

    def until_it_waits(self) -> None:
        """Return when it waits for a lock; fail when it is through without having waited."""
        until_they_wait([self])
        assert self._thread.is_alive(), f"it did not wait: {self._result!r}"

    def result(self) -> object:
        """Return what it returned or raised, when it is through."""
        self._thread.join(MOST_SECONDS)
        assert not self._thread.is_alive(), "it still waits"
        return self._result

    def _stands(self) -> bool:
        """Whether it waits for a lock, or is through."""
        self._connected.wait(MOST_SECONDS)
        self._thread.join(_PAUSE)
        if not self._thread.is_alive():
            return True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_blocking_pids(%s) <> '{}'", [self._pid])
            return cursor.fetchone()[0]


def until_they_wait(others: list[Other]) -> None:
    """Return when each of ``others`` waits for a lock, or is through without."""
    give_up_at = time.monotonic() + MOST_SECONDS
    # At one look, all of them: who waits for another of them may go on when that one is through.
    while sum(not other._stands() for other in others):
        assert time.monotonic() < give_up_at, "somebody neither waits nor ends"


def behind(first: Callable[[], object], *others: Callable[[], object]) -> list[object]:
    """Let ``others`` come while ``first`` has written and not committed; results or exceptions.

    It commits when each of them waits for a lock, or is through because there was none. So what
    they see without the lock that is to hold them is the same each time: what stood before.
    """
    with transaction.atomic():
        try:
            result = first()
        except Exception as refusal:
            result = refusal
        running = [Other(call) for call in others]
        until_they_wait(running)
    return [result, *(other.result() for other in running)]


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run every call in a thread of its own, all started together; results or exceptions.

    For what must hold in any order. What a lock must hold is shown by ``behind``.
    """
    results: list[object] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(index: int, call: Callable[[], object]) -> None:
        start.wait()
        try:
            results[index] = call()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results
