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


def judge(
    *, month: int, month_before: int, is_last_of_month: bool, percent: int, points: int
) -> bool:
    """Say whether staff have to look before the sum of a month may expire. Points.

    ``month`` is what expires in the calendar month with this day, ``month_before`` what expired
    in the one before (0 in the first month of all, in which so whatever is not small is held).
    Far is more than ``percent`` of the month before, and more than ``points``. Far more is held;
    far less only on the last day of the month on which anything expires, before which less is
    no news.
    """
    difference = month - month_before
    far = max(month_before * percent // 100, points)
    return difference > far or (is_last_of_month and -difference > far)
