"""The demo's files are written by several processes, which leave nobody behind."""

import subprocess
import sys
from pathlib import Path

import psutil

from tests.integration.local.test_servers import wait_until
from todock.env import BASE_DIR


def test_renderers_end_with_a_killed_parent(tmp_path: Path):
    run = [sys.executable, "-m", "todock.demo.making", str(tmp_path)]
    with subprocess.Popen(run, cwd=BASE_DIR) as writer:
        wait_until(lambda: any(tmp_path.glob("images/*.png")))
        renderers = psutil.Process(writer.pid).children()
        writer.kill()

    assert renderers
    wait_until(lambda: not any(renderer.is_running() for renderer in renderers))
