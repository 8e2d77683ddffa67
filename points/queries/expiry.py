"""Until when points can be used: of those of today, and of those that a member has."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from members.models import Member
from points.rules import expiry
from todock.lib import clock


def expires_on(earned_on: date) -> date | None:
    """Return the last day of points earned on ``earned_on``, by the settings; None is never."""
    return expiry.expires_on(earned_on, **_term())


def expires_on_sql(earned_on: str) -> str:
    """Return the SQL of ``expires_on`` for a date expression of our own making."""
    return expiry.expires_on_sql(earned_on, **_term())


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


def _term() -> dict[str, int]:
    return {"after": settings.POINTS_EXPIRY_MONTHS, "day": settings.POINTS_EXPIRY_DAY}
