"""Everything that the page of points says of an account, in few queries. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from members.models import Member
from points.queries import stages
from points.queries.history import MONTHS, STANDING, Month, Standing
from points.rules.stages import Standing as StageStanding
from todock.lib import clock, months

#: How many months the picture shows.
_MONTHS_SHOWN = 12
#: The balances, the stage with what counts for the next one, the months: one row.
_OVERVIEW = f"""
SELECT {stages.stage_of_sql("a.id", "%(today)s::date")}, (
    SELECT COALESCE(sum(s.ex_tax), 0) FROM points_sale s
    WHERE s.member_id = %(member)s AND s.sold_at >= %(from)s AND s.sold_at < %(to)s
), (
    SELECT json_agg(json_build_array(m.month, m.came, m.went)) FROM ({MONTHS}) m
), standing.*
FROM ({STANDING}) standing LEFT JOIN points_account a ON a.member_id = %(member)s
"""


@dataclass(frozen=True)
class Overview:
    """The account of a member at an instant."""

    standing: Standing
    #: The last months in Japan, this one included, the oldest first.
    months: list[Month]
    stage: StageStanding


def overview_of(member: Member, at: datetime) -> Overview:
    """Return how ``member`` stands at ``at``, in three queries."""
    today = clock.japan_date(at)
    counted = stages.month_of(today)
    shown = months.back(today, count=_MONTHS_SHOWN)[::-1]
    values = {
        "member": member.pk,
        "today": today,
        "from": counted.starts_at,
        "to": counted.ends_at,
        "since": months.starts_at(shown[0]),
    }
    with connection.cursor() as cursor:
        cursor.execute(_OVERVIEW, values)
        stage, spend, moved, *balances = cursor.fetchone()
    found = {date.fromisoformat(month): (came, went) for month, came, went in moved or []}
    return Overview(
        Standing(*balances),
        [Month(day, *found.get(day, (0, 0))) for day in shown],
        stages.standing_of(counted, stage=stage, spend=spend),
    )
