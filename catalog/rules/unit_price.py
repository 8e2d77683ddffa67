"""The price per unit, by which members compare: 100g, 100ml, 1m, 1個."""

from decimal import Decimal
from typing import NamedTuple

from todock.lib import money

#: Unit of the feed: (unit shown, how many of it are compared, how many make one of the feed's).
_COMPARED = {
    "g": ("g", 100, 1),
    "kg": ("g", 100, 1000),
    "ml": ("ml", 100, 1),
    "mL": ("ml", 100, 1),
    "L": ("ml", 100, 1000),
    "l": ("ml", 100, 1000),
}


class UnitPrice(NamedTuple):
    """Yen for ``per``: 100g, 1個."""

    per: str
    yen: int


def unit_price(price: int, amount: Decimal | None, unit: str, *, rounding: str) -> UnitPrice | None:
    """Return the price per unit; None when the amount is not known or is one unit itself."""
    if not amount or not unit:
        return None
    shown, compared, factor = _COMPARED.get(unit, (unit, 1, 1))
    # The amount has two decimals at most, so hundredths are whole numbers.
    hundredths = int(amount * 100) * factor
    if hundredths == compared * 100 or (compared == 1 and hundredths < 100):
        return None
    return UnitPrice(
        f"{compared}{shown}", money.divide(price * compared * 100, hundredths, rounding)
    )
