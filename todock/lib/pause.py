"""A pause for a neighbour that did not answer: one request waits for its time limit, not all.

Why it is our own: docs/decisions/0014.
"""

import time
from collections.abc import Callable


class Pause:
    """For how long neighbours are left alone after a failure, each by its address.

    Every process knows for itself. Whoever asks after the pause asks the neighbour again; when it
    still does not answer, the pause begins anew.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._until: dict[str, float] = {}

    def lasts(self, address: str) -> bool:
        """Say whether the neighbour at ``address`` is to be left alone now."""
        return self._clock() < self._until.get(address, 0.0)

    def begin(self, address: str) -> None:
        """Leave the neighbour alone from now on."""
        self._until[address] = self._clock() + self._seconds

    def end(self) -> None:
        """Ask all neighbours again at once."""
        self._until.clear()
