"""The state folder of a bare machine, and who may work in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from todock import settings
from todock.local import addresses
from todock.local.servers import lock, make_folders
from todock.local.trouble import Trouble


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold the place of the one running site of this state folder."""
    make_folders(var)
    file = os.open(addresses.socket_dir(var) / "site.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not lock(file):
            where = os.read(file, 300).decode(errors="replace").strip()
            raise Trouble(f"it already runs from this folder: {where}. End it there first.")
        os.truncate(file, 0)
        os.write(file, f"{settings.SITE_URL}/, process {os.getpid()}".encode())
        yield
    finally:
        os.close(file)
