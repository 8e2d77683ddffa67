"""The state folder of a bare machine, and who may work in it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from todock import settings
from todock.local import addresses
from todock.local.servers import lock
from todock.local.trouble import Trouble


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold the place of the one running site of this state folder."""
    run_folder = addresses.socket_dir(var)
    try:
        run_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(run_folder / "site.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise Trouble(
            f"{error.filename} belongs to another user. Start as that user, "
            "or set TODOCK_VAR to a folder of your own."
        ) from error
    try:
        if not lock(file):
            where = os.read(file, 300).decode(errors="replace").strip()
            raise Trouble(f"it already runs from this folder: {where}. End it there first.")
        os.truncate(file, 0)
        os.write(file, f"{settings.SITE_URL}/, process {os.getpid()}".encode())
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
        os.close(file)
