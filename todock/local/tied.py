"""Processes that do not outlive the one that started them."""

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path


@cache
def setpriv() -> str | None:
    """Return the setpriv of util-linux, which ties a process to the life of another; Linux only."""
    program = shutil.which("setpriv")
    if not program:
        return None
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return program if "util-linux" in version.stdout else None


def tied(command: Sequence[str], ending: str = "TERM") -> list[str]:
    """Return ``command`` so that it gets the signal ``ending`` when its parent dies.

    On systems without that possibility the command is returned as it is.
    """
    program = setpriv()
    return [program, "--pdeathsig", ending, "--", *command] if program else list(command)


def may_pass_folders() -> bool:
    """Whether this root holds CAP_DAC_OVERRIDE (bit 1), which a container may have taken away."""
    status = Path("/proc/self/status").read_text()
    effective = next(line for line in status.split("\n") if line.startswith("CapEff:"))
    return bool(int(effective.split()[1], 16) & 0b10)
