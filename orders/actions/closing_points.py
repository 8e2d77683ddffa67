"""Points at the deadline: what was held is spent, what is earned is frozen on the lines.

Set-based, in the transaction that closes the windows and after their lines and sums are frozen.
The rules are those of ``pricing.spread_points`` and ``points.rules.earning``; tests hold the two
forms of each against each other.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import connection

from orders.actions import using_points
from orders.actions.using_points import SUBJECT_SQL
from points import actions as ledger_actions
from points.queries import stages
from points.queries.earning import campaigns_on, rule_on
from points.rules.earning import ONCE
from todock.lib import clock

#: A feed may have made goods cheaper, or taken them away, after the points were held.
_OVER = """
SELECT o.id FROM orders_order o
LEFT JOIN orders_billed b ON b.order_id = o.id
WHERE o.window_id = ANY(%(windows)s) AND o.points_used > 0
GROUP BY o.id HAVING o.points_used > COALESCE(sum(b.goods), 0)
ORDER BY o.id
"""

#: Goods with tax of each rate; points in proportion, the ones left over by largest remainder.
_SPREAD = """
UPDATE orders_ordertotal total SET points = part.points FROM (
    SELECT id, share + (place <= points_used - sum(share) OVER one)::int AS points FROM (
        SELECT g.id, g.order_id, g.points_used, g.points_used * g.goods / g.all_goods AS share,
            row_number() OVER (
                PARTITION BY g.order_id
                ORDER BY g.points_used * g.goods %% g.all_goods DESC, g.tax_rate
            ) AS place
        FROM (
            SELECT b.total_id AS id, b.order_id, b.tax_rate, b.points_used::bigint, b.goods,
                sum(b.goods) OVER (PARTITION BY b.order_id)::bigint AS all_goods
            FROM orders_billed b WHERE b.window_id = ANY(%(windows)s) AND b.points_used > 0
        ) g
    ) shares
    WINDOW one AS (PARTITION BY order_id)
) part
WHERE total.id = part.id
"""

_CLOSED = """
FROM orders_order o
JOIN orders_orderwindow w ON w.id = o.window_id
JOIN catalog_cycle c ON c.id = o.cycle_id
JOIN points_account a ON a.member_id = o.member_id
"""
_SPENT = f"{_CLOSED} WHERE o.window_id = ANY(%(windows)s) AND o.points_used > 0 ORDER BY o.id"
_EARNED = f"""
{_CLOSED}
CROSS JOIN LATERAL (
    SELECT sum(l.points_earned) AS points,
        sum(l.price_ex_tax * l.quantity) FILTER (WHERE l.points_percent > 0) AS basis
    FROM orders_orderline l WHERE l.order_id = o.id
) earned
WHERE o.window_id = ANY(%(windows)s) AND earned.points > 0 AND a.closed_at IS NULL ORDER BY o.id
"""

#: How many times a line earns; of campaigns that hold together the highest, or what each adds.
_COMBINED = {
    "highest": "max(k.percent)",
    "add": f"{ONCE} + sum(k.percent - {ONCE})",
}
_FREEZE_LINES = """
UPDATE orders_orderline line SET points_percent = part.percent,
    points_earned = part.share + (part.place <= part.left_over)::int
FROM (
    SELECT id, percent, weight / %(unit)s AS share,
        sum(weight) OVER one / %(unit)s - sum(weight / %(unit)s) OVER one AS left_over,
        row_number() OVER (
            PARTITION BY order_id ORDER BY weight %% %(unit)s DESC, order_number, id
        ) AS place
    FROM (
        SELECT l.id, l.order_id, f.order_number, times.percent,
            l.price_ex_tax::bigint * l.quantity * times.percent AS weight
        FROM orders_order o
        JOIN orders_orderline l ON l.order_id = o.id
        JOIN catalog_offer f ON f.id = l.offer_id
        JOIN catalog_product p ON p.id = f.product_id
        JOIN catalog_category g ON g.id = p.category_id
        JOIN catalog_cycle c ON c.id = o.cycle_id
        LEFT JOIN points_account a ON a.member_id = o.member_id
        {stage_join}
        CROSS JOIN LATERAL (
            SELECT CASE WHEN p.alcohol AND NOT %(alcohol)s THEN 0 ELSE COALESCE((
                SELECT {combined} FROM points_campaign k
                WHERE k.id = ANY(%(campaigns)s)
                    AND k.cycle_code IN ('', c.code)
                    AND k.order_number IN ('', f.order_number)
                    AND k.stage IN ('', {stage})
                    AND (k.category_code = ''
                        OR strpos('/' || g.path, '/' || k.category_code || '/') > 0)
            ), {once}) END AS percent
        ) times
        WHERE o.window_id = ANY(%(windows)s)
    ) weighed
    WINDOW one AS (PARTITION BY order_id)
) part
WHERE line.id = part.id
"""
_FREEZE_ORDERS = """
UPDATE orders_order SET yen_per_point = %(yen)s WHERE window_id = ANY(%(windows)s)
"""


def freeze(windows: list[int], *, closes_at: datetime) -> None:
    """Spend what the orders of ``windows`` hold, and note what they earn.

    ``closes_at`` is their deadline: its day in Japan decides the rule, the campaigns and the
    stage. What is earned is pending until POINTS_CONFIRM_DAYS after the delivery. Each order is
    closed once, so this runs once for it.
    """
    values = {"windows": windows, "at": closes_at, "days": settings.POINTS_CONFIRM_DAYS}
    # All at once and in the order of their ids, as every job does: what follows comes in waves.
    ledger_actions.lock_accounts(
        "SELECT a.id FROM orders_order o JOIN points_account a ON a.member_id = o.member_id "
        "WHERE o.window_id = ANY(%(windows)s)",
        values,
    )
    with connection.cursor() as cursor:
        cursor.execute(_OVER, values)
        over = [order_id for (order_id,) in cursor.fetchall()]
    for order_id in over:
        using_points.settle(order_id, by_id=None, at=closes_at)
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, values)
    ledger_actions.spend_selected(
        _SPENT,
        values,
        account="a.id",
        points="o.points_used",
        subject=SUBJECT_SQL,
        at="%(at)s::timestamptz",
        place="c.name",
    )
    _earn(values, clock.japan_date(closes_at))


def _earn(values: dict, on: date) -> None:
    rule = rule_on(on)
    if rule is None:
        return
    campaigns = campaigns_on(on)
    by_stage = any(campaign.stage for campaign in campaigns)
    sql = _FREEZE_LINES.format(
        combined=_COMBINED[settings.POINTS_CAMPAIGNS],
        once=ONCE,
        stage="stage.name" if by_stage else "''",
        stage_join=f"CROSS JOIN LATERAL (SELECT {stages.stage_of_sql('a.id', '%(on)s::date')} "
        "AS name) stage"
        if by_stage
        else "",
    )
    about = {
        **values,
        "on": on,
        "unit": rule.yen_per_point * ONCE,
        "alcohol": rule.alcohol_earns,
        "campaigns": [campaign.pk for campaign in campaigns],
        "yen": rule.yen_per_point,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, about)
        cursor.execute(_FREEZE_ORDERS, about)
    ledger_actions.open_accounts(
        "SELECT o.member_id FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id "
        "WHERE o.window_id = ANY(%(windows)s) AND l.points_earned > 0",
        values,
    )
    ledger_actions.earn_pending_selected(
        _EARNED,
        values,
        account="a.id",
        points="earned.points::integer",
        subject=SUBJECT_SQL,
        at="%(at)s::timestamptz",
        place="c.name",
        basis="earned.basis::integer",
        due_on="w.delivers_on + %(days)s::integer",
    )
