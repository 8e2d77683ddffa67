"""What is told to the person who started a command."""

import contextlib


def say(text: str) -> None:
    """Print for the person at the terminal, who may have closed it."""
    with contextlib.suppress(OSError, ValueError):
        print(text, flush=True)  # noqa: T201
