"""Chromium for the browser tests: the system's, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from todock.lib.terminal import say
from todock.local.trouble import Trouble

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")


def find() -> Path | None:
    """Return the browser to test with; None when there is none."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found:
        return Path(found)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def make_ready() -> int:
    """See to it that ``find`` finds a browser; return the exit status.

    As root on Debian it installs packages. Raises Trouble with what to install elsewhere.
    """
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install_packages()
    if find() or _install_own():
        return 0
    raise Trouble(
        "The browser tests need Chromium. On Debian and Ubuntu: apt-get install "
        f"{' '.join(PACKAGES)}; elsewhere: .venv/bin/playwright install --with-deps chromium"
    )


def _install_packages() -> None:
    asked = ["dpkg-query", "--show", "--showformat", "${db:Status-Status} ", *PACKAGES]
    states = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    if states == ["installed"] * len(PACKAGES):
        return
    say(f"Installing {' and '.join(PACKAGES)} for the browser tests ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "--quiet=2"], env=environment, check=False)
    install = ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *PACKAGES]
    subprocess.run(install, env=environment, check=False, stdout=subprocess.DEVNULL)


def _install_own() -> bool:
    say("No Chromium on this system: asking Playwright for its own ...")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find() is not None
