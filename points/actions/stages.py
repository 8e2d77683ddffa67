"""The stages of a month: counted for all members at once, and what they bring paid in batches."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from points import expiry, ledger
from points.actions.accounts import open_accounts
from points.models import MemberStage, StageMonth, Transaction
from points.stages import month_of, rules_on
from todock.lib import clock

#: Members whose bonus is paid in one transaction: nobody waits long for an account.
BATCH = 2_000
#: Months that are settled by themselves: what is older than a long outage is for staff.
_MONTHS_BACK = 2

_SPEND = """
CREATE TEMPORARY TABLE points_spend ON COMMIT DROP AS
SELECT member_id, sum(ex_tax)::integer AS spend FROM points_sale
WHERE sold_at >= %(from)s AND sold_at < %(to)s GROUP BY member_id
"""
#: The highest stage whose threshold is reached; the lowest for those who reach none.
_STAGES = """
INSERT INTO points_memberstage (month_id, account_id, spend, name, bonus)
SELECT %(month)s, a.id, p.spend, rule.name, rule.bonus
FROM points_spend p
JOIN points_account a ON a.member_id = p.member_id
CROSS JOIN LATERAL (
    SELECT r.name, r.bonus FROM points_stagerule r WHERE r.id = ANY(%(rules)s)
    ORDER BY r.threshold <= p.spend DESC,
        CASE WHEN r.threshold <= p.spend THEN -r.threshold ELSE r.threshold END
    LIMIT 1
) rule
ON CONFLICT (account_id, month_id) DO UPDATE
SET spend = excluded.spend, name = excluded.name, bonus = excluded.bonus
WHERE (points_memberstage.spend, points_memberstage.name, points_memberstage.bonus)
    IS DISTINCT FROM (excluded.spend, excluded.name, excluded.bonus)
"""


@transaction.atomic
def compute(*, ends_on: date, at: datetime) -> StageMonth:
    """Count the month that ended on ``ends_on`` for all members, and return it.

    One set of statements, which locks nothing that a purchase needs. Counted again, sales that
    came late are taken in, until the bonus is paid; afterwards it stays.
    """
    month = month_of(ends_on)
    StageMonth.objects.get_or_create(ends_on=month.ends_on, defaults={"computed_at": at})
    counted = StageMonth.objects.select_for_update().get(ends_on=month.ends_on)
    if counted.paid_at is not None:
        return counted
    values = {
        "from": month.starts_at,
        "to": month.ends_at,
        "month": counted.pk,
        "rules": [rule.pk for rule in rules_on(month.ends_on)],
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("DROP TABLE IF EXISTS points_spend")
        cursor.execute(_SPEND, values)
        cursor.execute("ANALYZE points_spend")
    open_accounts("SELECT member_id FROM points_spend")
    with connection.cursor() as cursor:
        cursor.execute(_STAGES, values)
        cursor.execute("SELECT count(*) FROM points_spend")
        counted.members = cursor.fetchone()[0]
        cursor.execute("DROP TABLE points_spend")
    counted.computed_at = at
    counted.save()
    return counted


_BONUSES = """
FROM points_memberstage s JOIN points_account a ON a.id = s.account_id
WHERE s.id = ANY(%(stages)s) AND s.bonus > 0 AND a.closed_at IS NULL ORDER BY a.id
"""


def pay(*, month: StageMonth, at: datetime) -> int:
    """Pay what the stages of ``month`` bring; return the number of members.

    In batches that stand by themselves; a run that dies is gone on with by the next one, which
    pays nobody twice.
    """
    today = clock.japan_date(at)
    values = {
        "day": month.ends_on.isoformat(),
        "place": _("%(day)sまでの実績") % {"day": clock.day_text(month.ends_on)},
        "at": at,
        "until": expiry.expires_on(today),
    }
    paid, last = 0, 0
    while True:
        stages = list(
            MemberStage.objects.filter(month=month, pk__gt=last)
            .order_by("pk")
            .values_list("pk", flat=True)[:BATCH]
        )
        if not stages:
            break
        with transaction.atomic():
            paid += _pay(stages, values)
        last = stages[-1]
    StageMonth.objects.filter(pk=month.pk, paid_at__isnull=True).update(paid_at=at)
    return paid


def _pay(stages: list[int], values: dict) -> int:
    return ledger.post_selected(
        _BONUSES,
        {**values, "stages": stages},
        key="concat('stage:', %(day)s::text, ':', a.id)",
        body="concat_ws('|', 'stage', a.id, s.bonus)",
        kind=f"'{Transaction.Kind.EARN}'",
        source=f"'{Transaction.Source.STAGE}'",
        account_id="a.id",
        points="s.bonus",
        at="%(at)s::timestamptz",
        place="%(place)s::text",
        basis="s.spend",
        expires_on="%(until)s::date",
    )


def settle_months(*, at: datetime) -> int:
    """Compute and pay the months that are over and not paid; return how many were paid.

    A month waits POINTS_STAGE_WAIT_DAYS for the sales of its last day. Of months that ended long
    ago two are settled by themselves: after a longer outage staff decide.
    """
    month = month_of(clock.japan_date(at) - timedelta(days=settings.POINTS_STAGE_WAIT_DAYS)).before
    months = [month]
    for _turn in range(_MONTHS_BACK - 1):
        months.append(months[-1].before)
    settled = 0
    for each in reversed(months):
        if not rules_on(each.ends_on):
            continue
        counted = compute(ends_on=each.ends_on, at=at)
        if counted.paid_at is None:
            pay(month=counted, at=at)
            settled += 1
    return settled
