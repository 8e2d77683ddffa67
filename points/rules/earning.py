"""What goods earn: the rule and the campaigns of one day, as a pure function. docs/points.md.

The closing of a window works the same out for all orders together, in SQL
(orders.actions.closing_points); a test holds the two against each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from points.models import Campaign, EarnRule

#: Per cent: goods count once.
ONCE = 100


class Goods(NamedTuple):
    """A line of an order, as far as points go."""

    #: Yen before tax, all pieces together.
    ex_tax: int
    cycle_code: str = ""
    order_number: str = ""
    #: Codes from the top category down, each followed by a slash: ``01/0101/``.
    category_path: str = ""
    alcohol: bool = False


@dataclass(frozen=True)
class Earned:
    """What one line earns."""

    #: Multiplier in per cent; 0 earns nothing.
    percent: int
    points: int
    #: Names of the campaigns that made it more than once.
    campaigns: tuple[str, ...] = ()


def applies(campaign: Campaign, goods: Goods, *, on: date, stage: str) -> bool:
    """Say whether every condition of ``campaign`` holds for ``goods``.

    ``on`` is the day of the deadline in Japan, ``stage`` the member's stage on it.
    """
    return (
        campaign.starts_on <= on
        and (campaign.ends_on is None or on <= campaign.ends_on)
        and campaign.weekday in (None, on.isoweekday())
        and campaign.stage in ("", stage)
        and campaign.cycle_code in ("", goods.cycle_code)
        and campaign.order_number in ("", goods.order_number)
        and (
            not campaign.category_code or f"/{campaign.category_code}/" in f"/{goods.category_path}"
        )
    )


def rule_on(rules: Iterable[EarnRule], on: date) -> EarnRule | None:
    """Return the newest rule that counts on the day ``on``, or None."""
    counting = [
        rule
        for rule in rules
        if rule.starts_on <= on and (rule.ends_on is None or on <= rule.ends_on)
    ]
    return max(counting, key=lambda rule: rule.starts_on, default=None)


def earn(
    lines: Sequence[Goods],
    *,
    rule: EarnRule | None,
    campaigns: Sequence[Campaign],
    on: date,
    adding: bool,
    stage: str = "",
) -> list[Earned]:
    """Return what each line earns, in the order of the lines.

    The points of an order are rounded down once: the sum of yen before tax times multiplier,
    divided by the rule's yen a point. They are spread over the lines by largest remainder, so
    that the lines add up to them; of equal remainders the earlier line comes first.

    Where several campaigns hold for a line the highest counts, or with ``adding`` what each adds.
    """
    if rule is None:
        return [Earned(0, 0) for _line in lines]
    found = [
        _multiplier(
            line,
            rule,
            [each for each in campaigns if applies(each, line, on=on, stage=stage)],
            adding=adding,
        )
        for line in lines
    ]
    unit = rule.yen_per_point * ONCE
    weights = [line.ex_tax * percent for line, (percent, _names) in zip(lines, found, strict=True)]
    points = [weight // unit for weight in weights]
    left = sum(weights) // unit - sum(points)
    by_remainder = sorted(range(len(lines)), key=lambda place: (-(weights[place] % unit), place))
    for place in by_remainder[:left]:
        points[place] += 1
    return [
        Earned(percent, each, names) for (percent, names), each in zip(found, points, strict=True)
    ]


def _multiplier(
    line: Goods, rule: EarnRule, holding: Sequence[Campaign], *, adding: bool
) -> tuple[int, tuple[str, ...]]:
    if line.alcohol and not rule.alcohol_earns:
        return 0, ()
    if not holding:
        return ONCE, ()
    if adding:
        percent = ONCE + sum(each.percent - ONCE for each in holding)
        return percent, tuple(each.name for each in holding)
    best = max(holding, key=lambda each: each.percent)
    return best.percent, (best.name,)
