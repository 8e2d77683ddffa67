"""ステージ: which rules count, and what the spend of a month leads to. docs/points.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from points.models import StageRule


def counting(rules: Iterable[StageRule], day: date) -> list[StageRule]:
    """Return the rules that count on ``day``, the lowest threshold first.

    Of a name that has several the newest counts.
    """
    on_the_day = [
        rule
        for rule in rules
        if rule.starts_on <= day and (rule.ends_on is None or day <= rule.ends_on)
    ]
    newest = {rule.name: rule for rule in sorted(on_the_day, key=lambda rule: rule.starts_on)}
    return sorted(newest.values(), key=lambda rule: rule.threshold)


@dataclass(frozen=True)
class Standing:
    """How a member stands in the month that is counted now. Yen before tax."""

    starts_on: date
    ends_on: date
    spend: int
    #: Name of the stage now, decided by the month before.
    stage: str
    #: Those that count on the last day of the month, the lowest threshold first.
    rules: list[StageRule]
    #: When the last file of sales was taken in; None before the first.
    as_of: datetime | None

    @property
    def reached(self) -> StageRule | None:
        """What the present spend leads to."""
        return max(self._below(), key=lambda rule: rule.threshold, default=None)

    @property
    def next_stage(self) -> StageRule | None:
        """What comes after that."""
        below = self._below()
        return next((rule for rule in self.rules if rule not in below), None)

    @property
    def missing(self) -> int:
        """Yen before tax that are missing to the next stage; 0 at the highest."""
        return self.next_stage.threshold - self.spend if self.next_stage else 0

    @property
    def next_bonus(self) -> int:
        """Points that the coming month brings at the present spend."""
        return self.reached.bonus if self.reached else 0

    def _below(self) -> list[StageRule]:
        # More that came back than was bought is nothing bought.
        return [rule for rule in self.rules if rule.threshold <= max(self.spend, 0)]
