"""What an order costs: before tax per rate, tax once per rate, the fee once. docs/pricing.md."""

from collections.abc import Iterable
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

    @property
    def payable(self) -> int:
        """Yen with tax and fee."""
        return sum(total.inc_tax for total in self.totals)


def summarise(lines: Iterable[PricedLine], fee: Fee) -> OrderSummary:
    """Add up an order. The fee counts once when there are goods; no goods, no fee (rule 14)."""
    lines = list(lines)
    if not lines:
        return OrderSummary()
    amounts = [TaxedAmount(line.tax_rate, line.price_ex_tax * line.quantity) for line in lines]
    if fee.inc_tax:
        amounts.append(TaxedAmount(fee.tax_rate, ex_tax_of(fee.inc_tax, fee.tax_rate)))
    return OrderSummary(
        items=len(lines),
        pieces=sum(line.quantity for line in lines),
        totals=totals_by_rate(amounts),
        fee_inc_tax=fee.inc_tax,
    )
