"""Where the embedded servers of a bare machine listen: Unix sockets, so no port can be busy."""

import hashlib
import tempfile
from pathlib import Path
from urllib.parse import quote

#: The system limit of a Unix socket's path is 107 bytes; a server appends up to 20 of its own.
_LONGEST_FOLDER = 80


def socket_dir(var: Path) -> Path:
    """Return the folder of the sockets of the state folder ``var``.

    It is ``var/run``, or a folder of the same owner in the temporary directory when that path
    is too long for a socket.
    """
    folder = Path(var).resolve() / "run"
    if len(str(folder).encode()) <= _LONGEST_FOLDER:
        return folder
    name = "todock-" + hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / name


def database_url(var: Path, name: str) -> str:
    """Return the URL of the database ``name`` on the embedded PostgreSQL."""
    return f"postgresql://postgres@{quote(str(socket_dir(var)), safe='')}/{name}"


def redis_url(var: Path) -> str:
    """Return the URL of the embedded Redis."""
    return f"unix://{socket_dir(var) / 'redis.sock'}"
