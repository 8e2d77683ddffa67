"""Gives every test process a place of its own. Loaded before the settings, see pyproject.toml.

A run takes the first free slot, so that two runs on one machine never share a database, and each
process of a run has a state folder and a Redis of its own. PostgreSQL is shared: every process
has its own test database on it.
"""

import fcntl
import os
import shutil
import socket
from pathlib import Path

from tests import network
from todock.local import addresses

BASE_DIR = Path(__file__).resolve().parent.parent
TEST_VAR = BASE_DIR / "var" / "test"
SLOTS = 20

#: Would change what is tested when the person at the machine has them set.
_CLEARED = {
    "DEBUG": "0",
    "HTTPS": "0",
    "S3_BUCKET": "",
    "S3_FEEDS_BUCKET": "",
    "MEDIA_URL": "/media/",
}


def _take_slot() -> int:
    """Hold the first free slot until this process ends."""
    TEST_VAR.mkdir(parents=True, exist_ok=True)
    for slot in range(SLOTS):
        file = os.open(TEST_VAR / f"slot-{slot}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
        else:
            return slot
    raise SystemExit(f"{SLOTS} test runs are already under way in {BASE_DIR}; wait for one.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _settle() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if worker == "main":
        os.environ["TODOCK_TEST_SLOT"] = str(_take_slot())
    slot = os.environ["TODOCK_TEST_SLOT"]
    var = TEST_VAR / f"{slot}-{worker}"
    shutil.rmtree(var, ignore_errors=True)
    # Collected files would lie there; without the folder every client of a test warns.
    (var / "static").mkdir(parents=True)
    issuer_port = _free_port()
    os.environ.update(
        _CLEARED,
        TODOCK_ENV="test",
        TODOCK_VAR=str(var),
        DATABASE_URL=addresses.database_url(TEST_VAR, f"todock_{slot}"),
        IDP_DATABASE_URL=addresses.database_url(TEST_VAR, f"todock_idp_{slot}_{worker}"),
        REDIS_URL=addresses.redis_url(var),
        PORT=str(_free_port()),
        IDP_PORT=str(issuer_port),
        OIDC_ISSUER=f"http://localhost:{issuer_port}",
    )
    for name in ("SITE_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"):
        os.environ.pop(name, None)


_settle()
network.stay_on_loopback()
