"""Japan's calendar: instants are UTC inside, and shown in Japan time. Their texts: ``dates``."""

from datetime import date, datetime, time

from django.db import connection
from django.utils import timezone

from todock.lib import dates


def now() -> datetime:
    """Return the present instant (UTC). The deadline itself is judged by the database clock."""
    return timezone.now()


def database_now() -> datetime:
    """Ask the database for the present instant (UTC): one query.

    Its clock judges every deadline and lease, because all processes share it; in a transaction it
    goes on, unlike the time at which the transaction began.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def japan(at: datetime) -> datetime:
    """Return the instant ``at`` as Japan time."""
    return at.astimezone(dates.JAPAN)


def japan_date(at: datetime) -> date:
    """Return the calendar day in Japan at the instant ``at``."""
    return japan(at).date()


def midnight(on: date) -> datetime:
    """Return the instant at which the day ``on`` begins in Japan."""
    return datetime.combine(on, time(), dates.JAPAN)


def age_on(born_on: date, on: date) -> int:
    """Return the full years of age on the day ``on``. A leap-day child turns on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
