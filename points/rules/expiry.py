"""Until when points can be used: printed when they are earned, and never earlier afterwards."""

from datetime import date

from todock.lib import months


def expires_on(earned_on: date, *, after: int, day: int) -> date | None:
    """Return the last day on which points earned on ``earned_on`` can be used; None is never.

    ``after`` months after the month of the earning, on its day ``day`` (0, or more than it has:
    its last). With 0 months nothing expires, whatever the setting becomes later.
    """
    if not after:
        return None
    last = months.last_day(months.shifted(earned_on, after))
    return last.replace(day=min(day or last.day, last.day))


def expires_on_sql(earned_on: str, *, after: int, day: int) -> str:
    """Return the SQL of ``expires_on`` for a date expression of our own making."""
    if not after:
        return "NULL::date"
    first = f"(date_trunc('month', {earned_on}::timestamp) + interval '{int(after)} months')::date"
    last = f"({first} + interval '1 month' - interval '1 day')::date"
    return f"least({first} + {int(day) - 1}, {last})" if day else last
