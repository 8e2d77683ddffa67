"""``make reset``: empties the state folder of a bare machine."""

import shutil
from pathlib import Path

from todock import settings
from todock.lib.terminal import say
from todock.local import addresses
from todock.local.place import only_one
from todock.local.servers import SERVERS
from todock.local.trouble import Trouble

#: What lies in a state folder. Anything else there is not ours and stays.
OURS = (
    # Which of these beat writes depends on how this Python was built.
    *(f"celerybeat-schedule{ending}" for ending in ("", ".bak", ".dat", ".db", ".dir")),
    *("demo", "feeds", "idp", "log", "mail", "media", "postgres"),
    *("postgres.making", "redis", "run", "static", "test"),
)


def reset() -> int:
    """Delete the data of this machine; return the exit status. Raises Trouble while in use."""
    var = settings.VAR_DIR
    with only_one(var):
        for place in (var, var / "test"):
            _refuse_while_in_use(place)
        try:
            for path in [addresses.socket_dir(var), *(var / name for name in OURS)]:
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
        except PermissionError as error:
            raise Trouble(f"{error.filename} belongs to another user.") from error
    say(f"{var} is empty.")
    return 0


def _refuse_while_in_use(place: Path) -> None:
    for kind in SERVERS.values():
        server = kind(place)
        if server.is_kept():
            raise Trouble(
                f"{server.title} is in use ({place}): end «make run», the tests or the command "
                "that uses it first."
            )
