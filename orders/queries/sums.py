"""What orders come to per tax rate: a row of the view ``orders_sums`` (orders/sql/sums.sql)."""

from typing import NamedTuple

from django.conf import settings

from todock.lib import money


class Sum(NamedTuple):
    """One tax rate of an order, in yen."""

    tax_rate: int
    #: Before tax, the fee included.
    ex_tax: int
    #: With tax.
    fee: int

    @property
    def inc_tax(self) -> int:
        """With tax and fee, before points."""
        return self.ex_tax + money.tax(self.ex_tax, self.tax_rate, settings.TAX_ROUNDING)

    @property
    def goods(self) -> int:
        """The goods alone, with tax: the most that points may pay."""
        return self.inc_tax - self.fee


#: The columns of a Sum, of a row ``s``; NULL where an order has no goods.
COLUMNS = "s.tax_rate, s.ex_tax, s.fee_inc_tax"


def sums_of(rows: list[tuple]) -> list[Sum]:
    """Return the sums of rows of COLUMNS, without those of orders that have no goods."""
    return [Sum(*row) for row in rows if row[0] is not None]
