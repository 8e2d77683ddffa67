"""The process that keeps one embedded server while anybody uses it.

Started by ``held`` as ``python -m todock.local.keeper NAME VAR durable|fast LOCK``,
where LOCK is the open, locked file that says that this server has a keeper.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from todock.local.servers import SERVERS, START_SECONDS, STOP_SECONDS, Server, lock
from todock.local.trouble import Trouble

_LOOK_SECONDS = 0.1


def keep(server: Server) -> int:
    """Run ``server`` until nobody uses it; return 0, or 1 when it ended by itself."""
    users = os.open(server.users_lock, os.O_RDWR | os.O_CREAT, 0o600)
    server.prepare()
    process = subprocess.Popen(server.command(), stdin=subprocess.DEVNULL, cwd="/")
    try:
        _wait_until_it_answers(server, process)
        server.finish()
        server.ready_mark.touch()
        while process.poll() is None:
            if lock(users):
                return 0
            time.sleep(_LOOK_SECONDS)
        return 1
    finally:
        server.ready_mark.unlink(missing_ok=True)
        _stop(process)


def _wait_until_it_answers(server: Server, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.answers():
        if process.poll() is not None:
            raise Trouble(server.last_words())
        if time.monotonic() > deadline:
            raise Trouble(f"{server.title} did not answer within {START_SECONDS} seconds.")
        time.sleep(_LOOK_SECONDS / 4)


def _stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS - 10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


def main(name: str, var: str, durability: str, keeper_lock: str) -> int:
    """Keep the server ``name`` of the state folder ``var``; return the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    server = SERVERS[name](Path(var), durable=durability == "durable")
    try:
        return keep(server)
    except Trouble as trouble:
        print(trouble, flush=True)
        return 1
    finally:
        # Given back before the lock of the users, so that the next user finds no keeper.
        os.close(int(keeper_lock))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
