"""The ledger once more, as plain lists of lots."""

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Lot:
    """Points that expire together."""

    number: int
    left: int
    expires_on: date | None

    @property
    def turn(self) -> tuple:
        """Its place in the order of use."""
        return (self.expires_on or date.max, self.number)


@dataclass
class Subject:
    """What one order has taken, by lot, and how much of it is held or spent."""

    place: int
    taken: dict[int, int] = field(default_factory=dict)
    held: int = 0
    spent: int = 0


class Book:
    """One member's account as a plain list of lots."""

    def __init__(self) -> None:
        self.lots: list[Lot] = []
        self.pending: dict[int, int] = {}
        self.prepaid = 0

    @property
    def available(self) -> int:
        return sum(lot.left for lot in self.lots)

    def take(self, points: int) -> list[tuple[Lot, int]]:
        """Take from the lots that expire first; the caller has seen that there is enough."""
        taken = []
        for lot in sorted(self.lots, key=lambda each: each.turn):
            part = min(lot.left, points)
            if part:
                lot.left -= part
                points -= part
                taken.append((lot, part))
        return taken
