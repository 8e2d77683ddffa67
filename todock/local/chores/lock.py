"""``make lock``: writes requirements.lock anew from pyproject.toml."""

import subprocess
import sys
import tempfile
from pathlib import Path

from todock.env import BASE_DIR
from todock.local.trouble import Trouble

COMPILE = [
    *("pip", "compile", "pyproject.toml", "--extra", "dev", "--universal"),
    *("--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header"),
    *("--quiet", "--output-file", "requirements.lock"),
]


def write_lock() -> int:
    """Compile the lock with a uv of its own, so that the site does not depend on it."""
    with tempfile.TemporaryDirectory() as folder:
        programs = Path(folder) / "bin"
        for command in (
            [sys.executable, "-m", "venv", folder],
            [str(programs / "pip"), "--disable-pip-version-check", "install", "--quiet", "uv"],
            [str(programs / "uv"), *COMPILE],
        ):
            if subprocess.run(command, cwd=BASE_DIR, check=False).returncode:
                raise Trouble("The lock could not be written; the reason is above.")
    return 0
