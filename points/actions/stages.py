"""The stages of a month: counted for all members at once, and what they bring paid in batches."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from points.actions import ledger
from points.actions.accounts import open_accounts
from points.models import StageMonth, Transaction
from points.queries import expiry
from points.queries.stages import month_of, rules_on
from todock.lib import clock, dates

#: Members whose bonus is paid in one transaction: nobody waits long for an account.
BATCH = 2_000
#: Accounts opened in one transaction, for which a member's first purchase may have to wait.
OPENED_AT_ONCE = 50_000
#: Months that are settled by themselves: what is older than a long outage is for staff.
_MONTHS_BACK = 2

_SPEND = """
CREATE TEMPORARY TABLE points_spend AS
SELECT member_id, sum(ex_tax)::integer AS spend FROM points_sale
WHERE sold_at >= %(from)s AND sold_at < %(to)s GROUP BY member_id
"""
_WITHOUT_ACCOUNT = """
SELECT p.member_id FROM points_spend p
WHERE NOT EXISTS (SELECT FROM points_account a WHERE a.member_id = p.member_id)
ORDER BY p.member_id LIMIT %s
"""
#: The highest stage whose threshold is reached; the lowest, and nothing, for those who reach none.
#: In the order of the accounts, in which the keys are then checked at commit.
_STAGES = """
INSERT INTO points_memberstage (month_id, account_id, spend, name, bonus)
SELECT %(month)s, a.id, p.spend, rule.name,
    CASE WHEN rule.threshold <= greatest(p.spend, 0) THEN rule.bonus ELSE 0 END
FROM points_spend p
JOIN points_account a ON a.member_id = p.member_id
CROSS JOIN LATERAL (
    SELECT r.name, r.bonus, r.threshold FROM points_stagerule r WHERE r.id = ANY(%(rules)s)
    ORDER BY r.threshold <= p.spend DESC,
        CASE WHEN r.threshold <= p.spend THEN -r.threshold ELSE r.threshold END
    LIMIT 1
) rule
ORDER BY a.id
ON CONFLICT (account_id, month_id) DO UPDATE
SET spend = excluded.spend, name = excluded.name, bonus = excluded.bonus
WHERE (points_memberstage.spend, points_memberstage.name, points_memberstage.bonus)
    IS DISTINCT FROM (excluded.spend, excluded.name, excluded.bonus)
"""


#: A sale that turned out to be somebody else's, or of another month.
_NONE_ANY_MORE = """
DELETE FROM points_memberstage s USING points_account a
WHERE s.month_id = %(month)s AND a.id = s.account_id
    AND NOT EXISTS (SELECT FROM points_spend p WHERE p.member_id = a.member_id)
"""


def compute(*, ends_on: date, at: datetime) -> StageMonth:
    """Count the month that ended on ``ends_on`` for all members, and return it.

    One set of statements, which locks nothing that a purchase needs: accounts that are missing
    are opened before, in transactions of their own. Counted again, sales that came late are taken
    in, until paying begins; afterwards it stays.
    """
    month = month_of(ends_on)
    frozen = StageMonth.objects.filter(ends_on=month.ends_on, frozen_at__isnull=False).first()
    if frozen is not None:
        return frozen
    with _patiently() as cursor:
        cursor.execute("DROP TABLE IF EXISTS points_spend")
        cursor.execute(_SPEND, {"from": month.starts_at, "to": month.ends_at})
        cursor.execute("ANALYZE points_spend")
    opened = 1
    while opened:
        with _patiently():
            opened = open_accounts(_WITHOUT_ACCOUNT, [OPENED_AT_ONCE])
    with _patiently() as cursor:
        # Seen together with its stages: until then members keep those of the month before.
        StageMonth.objects.get_or_create(ends_on=month.ends_on, defaults={"computed_at": at})
        counted = StageMonth.objects.select_for_update().get(ends_on=month.ends_on)
        if counted.frozen_at is None:
            _count(counted, cursor)
            counted.computed_at = at
            counted.save()
        cursor.execute("DROP TABLE points_spend")
    return counted


@contextmanager
def _patiently() -> Iterator[CursorWrapper]:
    """One transaction for a set of all members: it may take its time, and memory."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        yield cursor


def _count(month: StageMonth, cursor: CursorWrapper) -> None:
    values = {"month": month.pk, "rules": [rule.pk for rule in rules_on(month.ends_on)]}
    # First, while a month that is counted for the first time has none.
    cursor.execute(_NONE_ANY_MORE, values)
    cursor.execute(_STAGES, values)
    cursor.execute("SELECT count(*) FROM points_spend")
    month.members = cursor.fetchone()[0]


#: The next of a month, by an index that knows of nobody else.
_TO_PAY = """
SELECT id FROM points_memberstage
WHERE month_id = %s AND bonus > 0 AND id > %s ORDER BY id LIMIT %s
"""
_BONUSES = """
FROM points_memberstage s JOIN points_account a ON a.id = s.account_id
WHERE s.id = ANY(%(stages)s) AND a.closed_at IS NULL ORDER BY a.id
"""


def pay(*, month: StageMonth, at: datetime) -> int:
    """Pay what the stages of ``month`` bring; return the number of members.

    What is computed stays from here on. In batches that stand by themselves; a run that dies is
    gone on with by the next one, which pays nobody twice.
    """
    StageMonth.objects.filter(pk=month.pk, frozen_at__isnull=True).update(frozen_at=at)
    today = clock.japan_date(at)
    values = {
        "day": month.ends_on.isoformat(),
        "place": _("%(day)sまでの実績") % {"day": dates.day_text(month.ends_on)},
        "at": at,
        "until": expiry.expires_on(today),
    }
    paid, last = 0, 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_TO_PAY, [month.pk, last, BATCH])
            stages = [stage_id for (stage_id,) in cursor]
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
