"""Months: those of the calendar, which stand as their first days, and those with a closing day."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from todock.lib import clock

_DAY = timedelta(days=1)
_YEAR_MONTH = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")


def read(text: str) -> date | None:
    """Return the first day of a month as an address has it: 2026-11; None for anything else."""
    found = _YEAR_MONTH.fullmatch(text)
    # The last year of the calendar has no month after it.
    if not found or not 2000 <= int(found[1]) < 9999:
        return None
    return date(int(found[1]), int(found[2]), 1)


def shifted(day: date, months: int) -> date:
    """Return the first day of the month that is ``months`` after that of ``day``, or before it."""
    year, before = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, before + 1, 1)


def last_day(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return shifted(day, 1) - _DAY


def back(day: date, *, count: int) -> list[date]:
    """Return the first days of ``count`` months, that of ``day`` first, then those before it."""
    return [shifted(day, -each) for each in range(count)]


def back_to(oldest: date, *, day: date) -> list[date]:
    """Return the first days of the months from that of ``day`` back to that of ``oldest``."""
    return back(day, count=(day.year - oldest.year) * 12 + day.month - oldest.month + 1)


def starts_at(day: date) -> datetime:
    """Return the instant at which the month of ``day`` begins in Japan."""
    return clock.midnight(shifted(day, 0))


def ends_at(day: date) -> datetime:
    """Return the first instant in Japan that does not belong to the month of ``day`` any more."""
    return clock.midnight(shifted(day, 1))


class Month(NamedTuple):
    """The days that are counted together, first and last; ``closing_day`` 0: the calendar's."""

    starts_on: date
    ends_on: date
    closing_day: int = 0

    @property
    def starts_at(self) -> datetime:
        """The first instant, in Japan."""
        return clock.midnight(self.starts_on)

    @property
    def ends_at(self) -> datetime:
        """The first instant that does not belong to it any more."""
        return clock.midnight(self.ends_on + _DAY)

    @property
    def before(self) -> "Month":
        """The month before."""
        return month_of(self.starts_on - _DAY, closing_day=self.closing_day)


def month_of(day: date, *, closing_day: int = 0) -> Month:
    """Return the month in which ``day`` is counted, of those that end on ``closing_day`` (0 to 28).

    0 is the last day of the calendar month.
    """
    first = shifted(day, 0)
    if not closing_day:
        return Month(first, last_day(day))
    if day.day > closing_day:
        ends_on = shifted(day, 1).replace(day=closing_day)
        return Month(day.replace(day=closing_day + 1), ends_on, closing_day)
    # In a month without a day after the closing day the next one begins with its first.
    starts_on = min(shifted(day, -1) + closing_day * _DAY, first)
    return Month(starts_on, day.replace(day=closing_day), closing_day)
