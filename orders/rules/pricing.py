"""What an order costs: before tax per rate, tax once per rate, the fee once. docs/pricing.md.

The same for many orders at once is orders/sql/sums.sql; test_sums_in_sql holds both together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from todock.lib.money import RateTotal, TaxedAmount, ex_tax_of, totals_by_rate


class Fee(NamedTuple):
    """The fee of an order with goods: yen with tax, and the rate in per cent."""

    inc_tax: int
    tax_rate: int


NO_FEE = Fee(0, 10)


class PricedLine(NamedTuple):
    """What a line contributes: pieces, yen before tax a piece, per cent."""

    quantity: int
    price_ex_tax: int
    tax_rate: int


@dataclass(frozen=True)
class OrderSummary:
    """An order in figures."""

    #: 品: kinds of goods.
    items: int = 0
    #: 点: pieces.
    pieces: int = 0
    #: Per tax rate, the fee included.
    totals: list[RateTotal] = field(default_factory=list)
    fee_inc_tax: int = 0
    fee_tax_rate: int = NO_FEE.tax_rate

    @property
    def payable(self) -> int:
        """Yen with tax and fee, before points are used."""
        return sum(total.inc_tax for total in self.totals)

    @property
    def goods(self) -> dict[int, int]:
        """Yen with tax of the goods alone, by rate: the most that points may pay."""
        return {
            total.tax_rate: total.inc_tax
            - (self.fee_inc_tax if total.tax_rate == self.fee_tax_rate else 0)
            for total in self.totals
        }


def summarise(lines: Iterable[PricedLine], fee: Fee, *, rounding: str) -> OrderSummary:
    """Add up an order. The fee counts once, when there are goods (docs/domain.md rule 14)."""
    lines = list(lines)
    if not lines:
        return OrderSummary()
    amounts = [TaxedAmount(line.tax_rate, line.price_ex_tax * line.quantity) for line in lines]
    if fee.inc_tax:
        amounts.append(TaxedAmount(fee.tax_rate, ex_tax_of(fee.inc_tax, fee.tax_rate)))
    return OrderSummary(
        items=len(lines),
        pieces=sum(line.quantity for line in lines),
        totals=totals_by_rate(amounts, rounding),
        fee_inc_tax=fee.inc_tax,
        fee_tax_rate=fee.tax_rate,
    )


def usable_points(
    mode: str, wanted: int, *, goods: int, at_hand: int, unit: int, least: int
) -> int:
    """Return the points that are used: what was asked for, as far as it goes.

    Never more than the goods cost in yen with tax, nor more than is at hand; in whole units
    of ``unit`` points, and none when that is fewer than ``least``.
    """
    if mode == "none":
        return 0
    most = min(goods, at_hand) if mode == "all" else min(wanted, goods, at_hand)
    points = most // unit * unit
    return points if points >= max(least, 1) else 0


def spread_points(points: int, goods: Mapping[int, int]) -> dict[int, int]:
    """Spread ``points`` over the tax rates of ``goods`` (yen with tax by rate).

    In proportion, by largest remainder; of equal remainders the lower rate comes first. The
    parts add up to ``points``, and none is more than its goods. Raises ValueError for more
    points than goods.
    """
    total = sum(goods.values())
    if points > total or points < 0:
        raise ValueError(f"{points} points for goods of {total} yen")
    if not points:
        return dict.fromkeys(goods, 0)
    parts = {rate: points * amount // total for rate, amount in goods.items()}
    by_remainder = sorted(goods, key=lambda rate: (-(points * goods[rate] % total), rate))
    for rate in by_remainder[: points - sum(parts.values())]:
        parts[rate] += 1
    return parts
