"""Points whose last day is over: first a dry run that staff see, then batches by account."""

import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from members.models import Member, User
from points import refusals
from points.actions import ledger
from points.models import ExpiryRun, Lot, Transaction
from todock.lib import clock, dates, months
from todock.post import mail, slack

logger = logging.getLogger(__name__)

State = ExpiryRun.State
#: Accounts of one batch, in a transaction of its own.
BATCH = 1_000
HELD = "points_expiry_held"
NOTICE = "points_expiring"

_PLAN = """
INSERT INTO points_expiryrun AS run
    (expires_on, state, accounts, points, expired, passes, month_before, planned_at)
SELECT l.expires_on, 'planned', count(DISTINCT l.account_id), sum(l."left"), 0, 0, 0, %(at)s
FROM points_lot l
WHERE l."left" > 0 AND NOT l.pending AND l.expires_on < %(until)s
GROUP BY l.expires_on ORDER BY l.expires_on
ON CONFLICT (expires_on) DO UPDATE SET accounts = excluded.accounts, points = excluded.points,
    planned_at = excluded.planned_at,
    state = CASE run.state WHEN 'done' THEN 'planned' ELSE run.state END, finished_at = NULL
"""
#: Everything of the day was used meanwhile.
_NOTHING_LEFT = """
UPDATE points_expiryrun run SET accounts = 0, points = 0, planned_at = %(at)s
WHERE run.state <> 'done' AND run.points > 0 AND NOT EXISTS (
    SELECT FROM points_lot l
    WHERE l.expires_on = run.expires_on AND l."left" > 0 AND NOT l.pending
)
"""


def plan(*, at: datetime) -> None:
    """Write down what would expire on each day that is over, and on those that come soon.

    POINTS_EXPIRY_PLAN_DAYS ahead, and as far back as something is left: a day is never forgotten,
    and one to which points were given back runs again. Nothing expires by this.
    """
    until = clock.japan_date(at) + timedelta(days=settings.POINTS_EXPIRY_PLAN_DAYS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_PLAN, {"at": at, "until": until})
        cursor.execute(_NOTHING_LEFT, {"at": at})
    for run in ExpiryRun.objects.exclude(state=State.DONE):
        before = _expired_in_month(months.shifted(run.expires_on, -1))
        if run.month_before != before:
            ExpiryRun.objects.filter(pk=run.pk).update(month_before=before)


def judge(*, month: int, month_before: int, is_last_of_month: bool) -> bool:
    """Say whether staff have to look before the sum of a month may expire. Points.

    ``month`` is what expires in the calendar month with this day, ``month_before`` what expired
    in the one before (0 in the first month of all, in which so whatever is not small is held).
    Far more is held; far less only on the last day of the month on which anything expires, before
    which less is no news.
    """
    difference = month - month_before
    allowed = month_before * settings.POINTS_EXPIRY_HOLD_PERCENT // 100
    far = max(allowed, settings.POINTS_EXPIRY_HOLD_POINTS)
    return difference > far or (is_last_of_month and -difference > far)


def expire_due(*, at: datetime) -> int:
    """Let what is due at ``at`` expire; return the points. Safe to run twice and side by side.

    A day whose sum is far from last month's is held, and staff are told; it goes on when they
    have released it, up to the sum that they saw. A run that dies is gone on with by the next
    one. A day that fails does not stop the others; the first error is raised at the end.
    """
    plan(at=at)
    expired, errors = 0, []
    due = ExpiryRun.objects.filter(expires_on__lt=clock.japan_date(at)).exclude(state=State.DONE)
    for run in due.order_by("expires_on"):
        try:
            if _may_run(run):
                expired += _run(run, at)
        except Exception as error:
            logger.error("The expiry of %s failed: %s.", run.expires_on, type(error).__name__)
            errors.append(error)
    for error in errors:
        raise error
    return expired


def release(*, run: ExpiryRun, by: User, at: datetime) -> ExpiryRun:
    """Let a day that is held expire with the next run, if its sum is still the same then.

    ``run`` is the day as it was shown. Raises NotHeld when it does not wait for anybody, or its
    sum has changed since.
    """
    shown = ExpiryRun.objects.filter(
        pk=run.pk, state=State.HELD, points=run.points, expired=run.expired
    )
    released = shown.update(
        state=State.RELEASED, released_by=by, released_points=F("points") + F("expired")
    )
    if not released:
        raise refusals.NotHeld
    logger.info("The expiry of %s was released by user %s.", run.expires_on, by.pk)
    run.refresh_from_db()
    return run


_TO_NOTIFY = f"""
SELECT m.id, l.expires_on::text
FROM points_lot l
JOIN points_account a ON a.id = l.account_id
JOIN members_member m ON m.id = a.member_id
WHERE l."left" > 0 AND NOT l.pending AND l.expires_on BETWEEN %(today)s AND %(until)s
    AND m.email <> ''
    AND m.state IN ({Member.State.ACTIVE}, {Member.State.PAUSED})
GROUP BY m.id, l.expires_on ORDER BY m.id
"""


def write_down_notices(*, at: datetime) -> int:
    """Write down the mails about what expires within POINTS_EXPIRY_NOTICE_DAYS; return how many.

    One a member and last day, however often this runs.
    """
    today = clock.japan_date(at)
    values = {
        "today": today,
        "until": today + timedelta(days=settings.POINTS_EXPIRY_NOTICE_DAYS),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        return mail.write_selected(NOTICE, to=Member, rows=_TO_NOTIFY, values=values)


#: What the day comes to, in one look: another run may be at work on it.
_COMES_TO = """
SELECT run.state, run.released_points, run.expired, left_over.points, (
    SELECT sum(r.expired) FROM points_expiryrun r
    WHERE date_trunc('month', r.expires_on) = date_trunc('month', run.expires_on)
), NOT EXISTS (
    SELECT FROM points_lot l WHERE l."left" > 0 AND NOT l.pending AND l.expires_on > run.expires_on
        AND l.expires_on < date_trunc('month', run.expires_on) + interval '1 month'
)
FROM points_expiryrun run
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(l."left"), 0) AS points FROM points_lot l
    WHERE l.expires_on = run.expires_on AND l."left" > 0 AND NOT l.pending
) left_over
WHERE run.id = %s
"""


def _may_run(run: ExpiryRun) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_COMES_TO, [run.pk])
        state, released, expired, points, in_month, is_last = cursor.fetchone()
    # Members may have used some of it since; more than staff have seen is held again.
    if state == State.RELEASED and points + expired <= released:
        return True
    if state == State.PLANNED:
        # What of the day has expired already counts with what is left of it: a run that died.
        held = judge(
            month=int(in_month + points),
            month_before=run.month_before,
            is_last_of_month=is_last,
        )
        if not held:
            return True
    # What another run has held or ended meanwhile stays as it is.
    if state in (State.PLANNED, State.RELEASED):
        waits = ExpiryRun.objects.filter(pk=run.pk, state=state)
        if waits.update(state=State.HELD, points=points):
            _tell(run, int(points + expired))
    return False


def _tell(run: ExpiryRun, points: int) -> None:
    slack.tell(HELD, f"{run.expires_on}:{points}")
    logger.critical(
        "The expiry of %s is held: %s points, %s in the month before.",
        run.expires_on,
        points,
        run.month_before,
    )


def _run(run: ExpiryRun, at: datetime) -> int:
    run.passes = _next_pass(run)
    expired, last = 0, 0
    while True:
        accounts = list(
            Lot.objects.filter(
                left__gt=0, pending=False, expires_on=run.expires_on, account__gt=last
            )
            .order_by("account")
            .values_list("account", flat=True)
            .distinct()[:BATCH]
        )
        if not accounts:
            break
        expired += _expire(run, accounts, at)
        last = accounts[-1]
    ExpiryRun.objects.filter(pk=run.pk).update(state=State.DONE, finished_at=Now(), points=0)
    logger.info("The expiry of %s is done: %s points.", run.expires_on, expired)
    return expired


def _next_pass(run: ExpiryRun) -> int:
    """Return the number of this run, which no other has.

    It is in the keys: an account to which points came back after a crash expires once more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE points_expiryrun SET passes = passes + 1 WHERE id = %s RETURNING passes",
            [run.pk],
        )
        return cursor.fetchone()[0]


_LOTS = """
FROM (
    SELECT l.account_id, sum(l."left")::integer AS points FROM points_lot l
    WHERE l.account_id = ANY(%(accounts)s) AND l."left" > 0 AND NOT l.pending
        AND l.expires_on = %(day)s
    GROUP BY l.account_id ORDER BY l.account_id
) over
"""


@transaction.atomic
def _expire(run: ExpiryRun, accounts: list[int], at: datetime) -> int:
    """Let the day's lots of some accounts expire; return the points."""
    values = {
        "accounts": accounts,
        "day": run.expires_on,
        "name": f"{run.expires_on}" if run.passes == 1 else f"{run.expires_on}:{run.passes}",
        "place": _("%(day)sまでのポイント") % {"day": dates.day_text(run.expires_on)},
        "at": at,
    }
    with connection.cursor() as cursor:
        # Locked before their lots are read: what is spent meanwhile does not expire as well.
        cursor.execute(
            "SELECT FROM points_account WHERE id = ANY(%(accounts)s) ORDER BY id FOR NO KEY UPDATE",
            values,
        )
        cursor.execute(f"SELECT COALESCE(sum(points), 0) {_LOTS}", values)
        points = cursor.fetchone()[0]
    ledger.post_selected(
        _LOTS,
        values,
        key="concat('expiry:', %(name)s::text, ':', over.account_id)",
        body="concat_ws('|', 'expire', over.account_id, over.points)",
        kind=f"'{Transaction.Kind.EXPIRE}'",
        source=f"'{Transaction.Source.EXPIRY}'",
        account_id="over.account_id",
        points="over.points",
        at="%(at)s::timestamptz",
        place="%(place)s::text",
        expires_on="%(day)s::date",
    )
    ExpiryRun.objects.filter(pk=run.pk).update(expired=F("expired") + points)
    return points


def _expired_in_month(day: date) -> int:
    month = ExpiryRun.objects.filter(expires_on__year=day.year, expires_on__month=day.month)
    return month.aggregate(sum=Sum("expired"))["sum"] or 0
