"""gunicorn as on a bare machine: 2 workers x 4 threads."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench import place


@contextmanager
def running() -> Iterator[None]:
    """Serve product and floor until the block ends."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py"),
            *("--workers", "2", "--threads", "4", "todock.wsgi:application"),
        ],
        env={**os.environ, "WEB_BIND": place.base_url().removeprefix("http://")},
    )
    try:
        _wait()
        yield
    finally:
        process.terminate()
        process.wait(20)


def _wait() -> None:
    give_up_at = time.monotonic() + 30
    while time.monotonic() < give_up_at:
        try:
            with urllib.request.urlopen(f"{place.base_url()}/healthz", timeout=1):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    sys.exit("The server under measurement did not start.")
