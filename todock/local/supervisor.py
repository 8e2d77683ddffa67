"""Runs several processes as one: their lines on one screen, and one end for all."""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from todock.lib.terminal import say
from todock.local.tied import tied

STOP_SECONDS = 15
_LOOK_SECONDS = 0.2
_COLOURS = {"web": 36, "worker": 33, "deadline": 32, "beat": 35, "idp": 34}


@dataclass
class Child:
    """One process: its name on the screen, its command, and what it has not yet ended in a line."""

    name: str
    command: list[str]
    process: subprocess.Popen
    unfinished: bytes = field(default=b"")


class Supervisor:
    """Starts processes, shows what they write, and ends all of them when one ends.

    Every process is in a session of its own, so that Ctrl-C reaches this one only, and dies
    with this one even at a ``kill -9`` (on Linux).
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {**environment, "PYTHONUNBUFFERED": "1"}
        self._children: list[Child] = []
        self._selector = selectors.DefaultSelector()
        self._started_by = os.getppid()
        self._on_terminal = _on_terminal()

    def start(self, name: str, command: list[str]) -> None:
        """Start ``command``; its lines are shown behind ``name``."""
        process = subprocess.Popen(
            tied(command),
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        child = Child(name, command, process)
        self._children.append(child)
        os.set_blocking(process.stdout.fileno(), False)
        self._selector.register(process.stdout, selectors.EVENT_READ, child)

    def watch(self, while_true: Callable[[], bool]) -> Child | None:
        """Show lines until a process ends (returned) or ``while_true`` says no (None).

        Raises KeyboardInterrupt when nobody is there any more to press Ctrl-C: a closed
        terminal sends its signal to the first process on it only, and that may be another.
        """
        while while_true():
            if os.getppid() != self._started_by or _on_terminal() != self._on_terminal:
                raise KeyboardInterrupt
            self._show(_LOOK_SECONDS)
            for child in self._children:
                if child.process.poll() is not None:
                    return child
        return None

    def end(self) -> None:
        """End every process: politely, and after STOP_SECONDS or a second Ctrl-C by force."""
        hurry = []
        with _signals_do(lambda *_: hurry.append(True)):
            self._signal(signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            while self._running() and not hurry and time.monotonic() < deadline:
                self._show(_LOOK_SECONDS)
            # Also the children of a process that has ended: they share its group.
            self._signal(signal.SIGKILL, also_ended=True)
            for child in self._children:
                child.process.wait()
            self._show(0)

    def _running(self) -> list[Child]:
        return [child for child in self._children if child.process.poll() is None]

    def _signal(self, number: signal.Signals, *, also_ended: bool = False) -> None:
        for child in self._children if also_ended else self._running():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if number == signal.SIGKILL:
                    os.killpg(child.process.pid, number)
                else:
                    child.process.send_signal(number)

    def _show(self, seconds: float) -> None:
        if not self._selector.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._selector.select(seconds):
            child = key.data
            written = key.fileobj.read(65536)
            if written == b"":
                self._selector.unregister(key.fileobj)
            lines = (child.unfinished + (written or b"\n")).split(b"\n")
            child.unfinished = lines.pop()
            for line in lines:
                if line.strip():
                    say(f"{_label(child.name)} {line.decode(errors='replace')}")


@contextlib.contextmanager
def _signals_do(handler: Callable) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in ENDINGS}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


#: What ends a run: Ctrl-C, a polite kill, a terminal that was closed.
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_on_signals() -> None:
    """Turn every signal of ENDINGS into KeyboardInterrupt."""
    for number in ENDINGS:
        signal.signal(number, signal.default_int_handler)


def _on_terminal() -> bool:
    try:
        return os.isatty(sys.stdout.fileno())
    except (OSError, ValueError):
        return False


def _label(name: str) -> str:
    text = f"{name:<8} |"
    return f"\x1b[{_COLOURS.get(name, 37)}m{text}\x1b[0m" if _on_terminal() else text
