"""Several processes as one: what one of them meets, all of them meet."""

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from todock.local.supervisor import STOP_SECONDS

#: Runs two children, each with a child of its own, and tells the numbers of all four.
MAIN = """
import sys
from pathlib import Path
from todock.lib.terminal import say
from todock.local.supervisor import Supervisor, end_on_signals
CHILD = '''
import os, signal, subprocess, sys
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, lambda *_: print("not yet", flush=True))
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("pids", os.getpid(), grandchild.pid, flush=True)
grandchild.wait()
'''
end_on_signals()
supervisor = Supervisor(Path.cwd(), {})
try:
    for name in ("one", "two"):
        supervisor.start(name, [sys.executable, "-c", CHILD, *sys.argv[1:]])
    ended = supervisor.watch(lambda: True)
    say(f"first was {ended.name}")
except KeyboardInterrupt:
    say("asked to end")
finally:
    supervisor.end()
"""


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline, "did not happen within 30 seconds"
        time.sleep(0.05)


class Run:
    """A supervisor in a process of its own, and the processes below it."""

    def __init__(self, folder: Path, *arguments: str, output: int | None = None) -> None:
        self.written = folder / "output"
        command = [sys.executable, "-c", MAIN, *arguments]
        with self.written.open("wb") as file:
            self.main = subprocess.Popen(command, stdout=output or file)

    def pids(self, text: str | None = None) -> dict[str, list[int]]:
        lines = (self.written.read_text() if text is None else text).splitlines()
        found = [line.split() for line in lines if " pids " in line]
        return {words[0]: [int(word) for word in words[-2:]] for words in found}

    def wait_for_pids(self) -> dict[str, list[int]]:
        wait_until(lambda: len(self.pids()) == 2)
        return self.pids()


def all_gone(pids: dict[str, list[int]]) -> bool:
    return not any(_lives(pid) for pair in pids.values() for pid in pair)


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    started = Run(tmp_path)
    yield started
    started.main.kill()
    started.main.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_ends_everything(run: Run, number: signal.Signals):
    pids = run.wait_for_pids()

    run.main.send_signal(number)

    assert run.main.wait(30) == 0
    assert all_gone(pids)
    assert "asked to end" in run.written.read_text()


def test_a_second_ctrl_c_does_not_wait_for_who_will_not_end(tmp_path: Path):
    run = Run(tmp_path, "stubborn")
    pids = run.wait_for_pids()

    run.main.send_signal(signal.SIGINT)
    wait_until(lambda: run.written.read_text().count("not yet") == 2)
    run.main.send_signal(signal.SIGINT)

    assert run.main.wait(STOP_SECONDS / 2) == 0
    assert all_gone(pids)


def test_the_end_of_one_process_is_the_end_of_all(run: Run):
    pids = run.wait_for_pids()

    os.kill(pids["two"][0], signal.SIGKILL)

    assert run.main.wait(30) == 0
    assert all_gone(pids)
    assert "first was two" in run.written.read_text()


def test_a_killed_supervisor_leaves_no_process_behind(run: Run):
    pids = run.wait_for_pids()

    run.main.kill()

    wait_until(lambda: not any(_lives(pair[0]) for pair in pids.values()))
    for _child, grandchild in pids.values():
        os.kill(grandchild, signal.SIGKILL)


def test_a_closed_terminal_ends_everything_even_without_its_signal(tmp_path: Path):
    ours, theirs = pty.openpty()
    run = Run(tmp_path, output=theirs)
    os.close(theirs)
    text = ""
    while len(run.pids(text)) < 2:
        text += os.read(ours, 4096).decode()

    os.close(ours)

    assert run.main.wait(30) == 0
    assert all_gone(run.pids(text))
