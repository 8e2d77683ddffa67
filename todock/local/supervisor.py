"""Runs several processes as one: their lines on one screen, and one end for all."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from todock.lib.terminal import say
from todock.local.tied import tied

STOP_SECONDS = 15
_LOOK_SECONDS = 0.2
_COLOURS = {"web": 36, "worker": 33, "deadline": 32, "beat": 35, "idp": 34}
#: What ends a run: Ctrl-C, a polite kill, a terminal that was closed.
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_on_signals() -> None:
    """Turn every signal of ENDINGS into KeyboardInterrupt."""
    for number in ENDINGS:
        signal.signal(number, signal.default_int_handler)


@dataclass
class Child:
    """One process, its name on the screen, and who shows its lines there."""

    name: str
    process: subprocess.Popen
    teller: threading.Thread


class Supervisor:
    """Starts processes, shows what they write, and ends all of them when one ends.

    Every process is in a session of its own, so that Ctrl-C reaches this one only, and dies
    with this one even at a ``kill -9`` (on Linux).
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {**environment, "PYTHONUNBUFFERED": "1"}
        self._children: list[Child] = []
        self._one_line = threading.Lock()
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
        teller = threading.Thread(target=self._tell, args=(name, process.stdout), daemon=True)
        teller.start()
        self._children.append(Child(name, process, teller))

    def _tell(self, name: str, lines: Iterable[bytes]) -> None:
        for line in lines:
            if line.strip():
                with self._one_line:
                    say(f"{_label(name)} {line.decode(errors='replace').rstrip()}")

    def watch(self, while_true: Callable[[], bool]) -> Child | None:
        """Wait until a process ends (returned) or ``while_true`` says no (None).

        Raises KeyboardInterrupt when nobody is there any more to press Ctrl-C: a closed
        terminal sends its signal to the first process on it only, and that may be another.
        """
        while while_true():
            if os.getppid() != self._started_by or _on_terminal() != self._on_terminal:
                raise KeyboardInterrupt
            for child in self._children:
                if child.process.poll() is not None:
                    return child
            time.sleep(_LOOK_SECONDS)
        return None

    def end(self) -> None:
        """End every process: politely, and after STOP_SECONDS or a second Ctrl-C by force."""
        with contextlib.suppress(KeyboardInterrupt):
            for child in self._children:
                child.process.terminate()
            deadline = time.monotonic() + STOP_SECONDS
            for child in self._children:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0, deadline - time.monotonic()))
        for number in ENDINGS:  # there is nothing left to ask for
            signal.signal(number, signal.SIG_IGN)
        for child in self._children:
            # Also the children of a process that has ended: they share its group.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
            child.teller.join(1)


def _on_terminal() -> bool:
    try:
        return os.isatty(sys.stdout.fileno())
    except (OSError, ValueError):
        return False


def _label(name: str) -> str:
    text = f"{name:<8} |"
    return f"\x1b[{_COLOURS.get(name, 37)}m{text}\x1b[0m" if _on_terminal() else text
