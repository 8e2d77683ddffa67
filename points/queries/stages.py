"""ステージ: the months that are counted, and the stage that a member has. docs/points.md."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q

from points.models import StageRule
from todock.feeds.models import FeedFile
from todock.lib import clock


class Month(NamedTuple):
    """The days that are counted together, first and last."""

    starts_on: date
    ends_on: date

    @property
    def starts_at(self) -> datetime:
        """The first instant, in Japan."""
        return datetime.combine(self.starts_on, time(), clock.JAPAN)

    @property
    def ends_at(self) -> datetime:
        """The first instant that does not belong to it any more."""
        return datetime.combine(self.ends_on + timedelta(days=1), time(), clock.JAPAN)

    @property
    def before(self) -> "Month":
        """The month before."""
        return month_of(self.starts_on - timedelta(days=1))


def month_of(day: date) -> Month:
    """Return the month in which ``day`` is counted.

    POINTS_STAGE_CLOSING_DAY is its last day; 0 is the last of the calendar month.
    """
    closing = settings.POINTS_STAGE_CLOSING_DAY
    first = day.replace(day=1)
    if not closing:
        return Month(first, _next_first(first) - timedelta(days=1))
    if day.day > closing:
        return Month(day.replace(day=closing + 1), _next_first(first).replace(day=closing))
    last_month = first - timedelta(days=1)
    # In a month without a day after the closing day the next one begins with its first.
    starts_on = min(last_month.replace(day=1) + timedelta(days=closing), first)
    return Month(starts_on, day.replace(day=closing))


def _next_first(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


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


@dataclass(frozen=True)
class Standing:
    """How a member stands in the month that is counted now. Yen before tax."""

    starts_on: date
    ends_on: date
    spend: int
    #: Name of the stage now, decided by the month before.
    stage: str
    #: What the present spend leads to, and what comes after that.
    reached: StageRule | None
    next_stage: StageRule | None
    rules: list[StageRule]
    #: When the last file of sales was taken in; None before the first.
    as_of: datetime | None

    @property
    def missing(self) -> int:
        """Yen before tax that are missing to the next stage; 0 at the highest."""
        return self.next_stage.threshold - self.spend if self.next_stage else 0

    @property
    def next_bonus(self) -> int:
        """Points that the coming month brings at the present spend."""
        return self.reached.bonus if self.reached else 0


def rules_on(day: date) -> list[StageRule]:
    """Return the rules that count on ``day``, the lowest threshold first.

    Of a name that has several the newest counts.
    """
    counting = StageRule.objects.filter(starts_on__lte=day).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    )
    newest = {rule.name: rule for rule in counting.order_by("starts_on")}
    return sorted(newest.values(), key=lambda rule: rule.threshold)


def standing_of(month: Month, *, stage: str, spend: int) -> Standing:
    """Return what the stage now and the spend in ``month`` come to, in two queries."""
    rules = rules_on(month.ends_on)
    # More that came back than was bought is nothing bought.
    counted = max(spend, 0)
    files = FeedFile.objects.in_the_tables().filter(kind="sales").order_by("-finished_at")
    return Standing(
        starts_on=month.starts_on,
        ends_on=month.ends_on,
        spend=spend,
        stage=stage,
        reached=next((rule for rule in reversed(rules) if rule.threshold <= counted), None),
        next_stage=next((rule for rule in rules if rule.threshold > counted), None),
        rules=rules,
        as_of=files.values_list("finished_at", flat=True).first(),
    )
