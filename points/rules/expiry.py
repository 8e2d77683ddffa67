"""Until when points can be used: printed when they are earned, and never earlier afterwards."""

import calendar
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from members.models import Member
from todock.lib import clock


def expires_on(earned_on: date) -> date | None:
    """Return the last day on which points earned on ``earned_on`` can be used; None is never.

    POINTS_EXPIRY_MONTHS after the month of the earning, on its day POINTS_EXPIRY_DAY (0: its
    last). With 0 months nothing expires, whatever the setting becomes later.
    """
    if not settings.POINTS_EXPIRY_MONTHS:
        return None
    month = earned_on.year * 12 + earned_on.month - 1 + settings.POINTS_EXPIRY_MONTHS
    year, month = month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(settings.POINTS_EXPIRY_DAY or last, last))


def expires_on_sql(earned_on: str) -> str:
    """Return the SQL of ``expires_on`` for a date expression of our own making."""
    months, day = settings.POINTS_EXPIRY_MONTHS, settings.POINTS_EXPIRY_DAY
    if not months:
        return "NULL::date"
    first = f"(date_trunc('month', {earned_on}::timestamp) + interval '{int(months)} months')::date"
    last = f"({first} + interval '1 month' - interval '1 day')::date"
    return f"least({first} + {int(day) - 1}, {last})" if day else last


class Expiring(NamedTuple):
    """Points that can be used until ``on`` and no longer."""

    points: int
    on: date


_EXPIRING = """
SELECT sum(l."left")::int, l.expires_on
FROM points_account a JOIN points_lot l ON l.account_id = a.id
WHERE a.member_id = %s AND l."left" > 0 AND NOT l.pending AND l.expires_on BETWEEN %s AND %s
GROUP BY l.expires_on ORDER BY l.expires_on LIMIT 1
"""


def expiring_soon(member: Member, at: datetime) -> Expiring | None:
    """Return the points that end first, within POINTS_EXPIRY_NOTICE_DAYS; one query."""
    today = clock.japan_date(at)
    last = today + timedelta(days=settings.POINTS_EXPIRY_NOTICE_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRING, [member.pk, today, last])
        row = cursor.fetchone()
        return Expiring._make(row) if row else None
