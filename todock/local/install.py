"""Makes ``.venv`` and installs the locked packages. Runs on a bare Python: standard library only.

Does nothing when the lock has not changed since the last complete installation.
"""

import fcntl
import os
import shutil
import subprocess
import sys

BASE_DIR = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(BASE_DIR, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOCK_FILE = os.path.join(BASE_DIR, "requirements.lock")
#: A copy of the lock that is installed; written last, so a broken installation is done again.
STAMP = os.path.join(VENV, "requirements.lock")
#: Where the environment was made: its programs name that place and do not survive a move.
MADE_AT = os.path.join(VENV, "made-at")


def _read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _runs(statement):
    try:
        return subprocess.run([PYTHON, "-c", statement], capture_output=True).returncode == 0
    except OSError:
        return False


def _make_venv():
    print("Making .venv ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(
            "The folder .venv could not be made. On Debian and Ubuntu: apt-get install "
            "python3-venv.\n" + (made.stdout + made.stderr).strip()
        )


def _install():
    print("Installing the locked packages (first time: a minute or two) ...", flush=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    # Root in a container is the normal case of pip's warning about root, not a mistake.
    environment = dict(os.environ, PIP_ROOT_USER_ACTION="ignore")
    options = ["--require-hashes", "--no-deps", "--requirement", LOCK_FILE]
    if subprocess.run(pip + options, env=environment).returncode:
        sys.exit("The packages of requirements.lock could not be installed; see above.")
    with open(MADE_AT, "w") as file:
        file.write(VENV)
    shutil.copyfile(LOCK_FILE, STAMP)


def main():
    """Bring ``.venv`` up to date; exit with one sentence when that is not possible."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything is installed
        sys.exit(
            f"todock needs Python 3.11 or newer; this is {sys.version.split()[0]}. Name another "
            "one with PYTHON=, for example: make run PYTHON=python3.12"
        )
    with open(LOCK_FILE, "rb") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        moved = _read(MADE_AT) not in (None, VENV.encode())
        if not moved and _read(STAMP) == _read(LOCK_FILE) and _runs(""):
            return
        if moved or not _runs("import pip"):
            _make_venv()
        _install()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except PermissionError as error:
        sys.exit(f"{error.filename} belongs to another user; start as that user.")
