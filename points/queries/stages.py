"""ステージ: the month that is counted on a day, and how a member stands in it. docs/points.md."""

from datetime import date

from django.conf import settings

from points.models import StageRule
from points.rules import stages
from points.rules.stages import Standing
from todock.feeds.models import FeedFile
from todock.lib import months
from todock.lib.months import Month


def month_of(day: date) -> Month:
    """Return the month in which ``day`` is counted, by POINTS_STAGE_CLOSING_DAY."""
    return months.month_of(day, closing_day=settings.POINTS_STAGE_CLOSING_DAY)


#: The stage that the last month led to; who spent nothing then has the lowest of the day.
_STAGE_OF = """
COALESCE((
    SELECT s.name FROM points_memberstage s WHERE s.account_id = {account} AND s.month_id = (
        SELECT m.id FROM points_stagemonth m WHERE m.ends_on < {on} ORDER BY m.ends_on DESC LIMIT 1
    )
), (
    SELECT r.name FROM points_stagerule r
    WHERE r.starts_on <= {on} AND (r.ends_on IS NULL OR r.ends_on >= {on})
    ORDER BY r.threshold LIMIT 1
), '')
"""


def stage_of_sql(account: str, on: str) -> str:
    """Return the SQL of the name of the stage of an account on a day, '' without any rule.

    ``account`` and ``on`` are expressions of our own making. Until a month is computed, the stage
    of the one before goes on.
    """
    return _STAGE_OF.format(account=account, on=on)


def rules_on(day: date) -> list[StageRule]:
    """Return the rules that count on ``day``, the lowest threshold first; one query."""
    return stages.counting(StageRule.objects.filter(starts_on__lte=day), day)


def standing_of(month: Month, *, stage: str, spend: int) -> Standing:
    """Return what the stage now and the spend in ``month`` come to, in two queries."""
    files = FeedFile.objects.in_the_tables().filter(kind="sales").order_by("-finished_at")
    return Standing(
        starts_on=month.starts_on,
        ends_on=month.ends_on,
        spend=spend,
        stage=stage,
        rules=rules_on(month.ends_on),
        as_of=files.values_list("finished_at", flat=True).first(),
    )
