"""Yen: whole numbers, rounded here and nowhere else. The rules in prose: docs/pricing.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class TaxedAmount(NamedTuple):
    """An amount of yen before tax at a rate in per cent."""

    tax_rate: int
    ex_tax: int


@dataclass(frozen=True)
class RateTotal:
    """The sum of one tax rate on one document, in yen."""

    tax_rate: int
    ex_tax: int
    tax: int

    @property
    def inc_tax(self) -> int:
        """Yen with tax."""
        return self.ex_tax + self.tax


def divide(numerator: int, denominator: int, rounding: str) -> int:
    """Divide yen by a rounding: floor, half_up or ceil (that of the house is TAX_ROUNDING).

    Raises ValueError for another name.
    """
    if rounding == "floor":
        return numerator // denominator
    if rounding == "half_up":
        return (2 * numerator + denominator) // (2 * denominator)
    if rounding == "ceil":
        return -(-numerator // denominator)
    raise ValueError(f"A rounding is floor, half_up or ceil, not {rounding!r}.")


def divide_sql(numerator: str, denominator: str, rounding: str) -> str:
    """Return the SQL of ``divide`` for two whole-number expressions of our own making.

    For sums over whole tables; a test holds it against ``divide``.
    """
    exact = f"({numerator}) / ({denominator})::numeric"
    rounded = {"floor": f"floor({exact})", "half_up": f"round({exact})", "ceil": f"ceil({exact})"}
    return rounded[rounding] + "::bigint"


def tax(ex_tax: int, tax_rate: int, rounding: str) -> int:
    """Return the tax in yen on ``ex_tax`` yen at ``tax_rate`` per cent."""
    return divide(ex_tax * tax_rate, 100, rounding)


def ex_tax_of(inc_tax: int, tax_rate: int) -> int:
    """Return the yen before tax of a fee of ``inc_tax`` yen, rounded up: 220 at 10 % are 200."""
    return -(-inc_tax * 100 // (100 + tax_rate))


def totals_by_rate(amounts: Iterable[TaxedAmount], rounding: str) -> list[RateTotal]:
    """Sum before tax per rate, and round the tax once per rate (law: qualified invoice).

    Ordered by rate; rates without an amount are left out.
    """
    sums: dict[int, int] = {}
    for tax_rate, ex_tax in amounts:
        sums[tax_rate] = sums.get(tax_rate, 0) + ex_tax
    return [RateTotal(rate, sums[rate], tax(sums[rate], rate, rounding)) for rate in sorted(sums)]


def yen(amount: int) -> str:
    """Return ``amount`` with commas: 5,207. The word 円 follows in the template."""
    return f"{amount:,}"


def signed(amount: int) -> str:
    """Return ``amount`` with its sign and commas, as members read it: ＋120, −1,500."""
    return f"{'−' if amount < 0 else '＋'}{yen(abs(amount))}"
