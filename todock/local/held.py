"""Has embedded servers run for as long as somebody needs them.

Each server lives in a keeper process of its own (``keeper``). Whoever needs the server holds a
shared file lock; the keeper stops the server as soon as it gets that lock for itself. So the
server ends with its last user, however that user ended, and two users never start it twice.
"""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from todock.local.servers import START_SECONDS, STOP_SECONDS, Server, lock, make_folders
from todock.local.trouble import Trouble

_POLL_SECONDS = 0.05
_BIGGEST_LOG = 10_000_000


@contextmanager
def held(*servers: Server) -> Iterator[None]:
    """Have ``servers`` run inside the block; they start together and end with their last user.

    Raises Trouble with one sentence when one cannot start.
    """
    with ExitStack() as stack:
        for server in servers:
            stack.enter_context(_used(server))
        for server in servers:
            _wait_until_ready(server)
        yield


@contextmanager
def _used(server: Server) -> Iterator[None]:
    """Ask for the server, without waiting for it; afterwards wait for its end, if it ends."""
    make_folders(server.var)
    users = os.open(server.users_lock, os.O_RDWR | os.O_CREAT, 0o600)
    keeper = None
    try:
        lock(users, shared=True, wait=True)
        keeper = _start_keeper(server)
        yield
    finally:
        deadline = time.monotonic() + STOP_SECONDS
        while server.is_kept() and not _others_use(users) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        os.close(users)
        if keeper and not server.is_kept():
            keeper.wait(STOP_SECONDS)


def _others_use(users: int) -> bool:
    """Give the lock of the users back; return whether others share it.

    The keeper does not share it: it has it alone while it stops the server.
    """
    others = not lock(users) and lock(users, shared=True)
    fcntl.flock(users, fcntl.LOCK_UN)
    return others


def _start_keeper(server: Server) -> subprocess.Popen | None:
    """Start a keeper, unless there is one. Its lock is handed over to it while held."""
    with server.keeper_lock_to_ask_for() as keeper_lock:
        if not lock(keeper_lock):
            return None
        server.ready_mark.unlink(missing_ok=True)
        too_big = server.log.exists() and server.log.stat().st_size > _BIGGEST_LOG
        with server.log.open("wb" if too_big else "ab") as log:
            return subprocess.Popen(
                [
                    *(sys.executable, "-m", "todock.local.keeper", server.name),
                    *(str(server.var), "durable" if server.durable else "fast", str(keeper_lock)),
                ],
                cwd=Path(__file__).parents[2],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[keeper_lock],
                start_new_session=True,
            )


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.ready_mark.exists():
        if not server.is_kept():
            raise Trouble(f"{server.title} did not start: {server.last_words()} ({server.log})")
        if time.monotonic() > deadline:
            raise Trouble(f"{server.title} does not answer; see {server.log}.")
        time.sleep(_POLL_SECONDS)
