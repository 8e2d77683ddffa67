"""What must be the same of orders and the ledger, for the nightly audit of points."""

from django.utils.translation import gettext_lazy as _

from points.queries.audit import Check

#: Weeks in which a closed order's lines are compared again: reading all lines that ever were would
#: take longer every night, and lines that are frozen do not change.
_WEEKS = 5
#: What the ledger holds and has spent, by the order that it was for.
_BY_ORDER = """
    SELECT substr(t.subject, 7)::bigint AS order_id,
        sum(CASE t.kind WHEN 'hold' THEN t.points WHEN 'release' THEN -t.points
            WHEN 'spend' THEN -t.points ELSE 0 END) AS held,
        sum(CASE t.kind WHEN 'spend' THEN t.points ELSE 0 END) AS spent
    FROM points_transaction t
    WHERE t.subject <> '' AND t.subject LIKE 'order:%'
    GROUP BY t.subject
"""
_HELD = f"""
SELECT a.id, 'order:' || o.id, CASE WHEN o.closed_at IS NULL THEN o.points_used ELSE 0 END,
    COALESCE(l.held, 0)
FROM orders_order o
LEFT JOIN ({_BY_ORDER}) l ON l.order_id = o.id
LEFT JOIN points_account a ON a.member_id = o.member_id
WHERE (o.points_used > 0 OR l.held <> 0)
    AND CASE WHEN o.closed_at IS NULL THEN o.points_used ELSE 0 END <> COALESCE(l.held, 0)
"""
_SPENT = f"""
SELECT a.id, 'order:' || o.id, CASE WHEN o.closed_at IS NULL THEN 0 ELSE o.points_used END,
    COALESCE(l.spent, 0)
FROM orders_order o
LEFT JOIN ({_BY_ORDER}) l ON l.order_id = o.id
LEFT JOIN points_account a ON a.member_id = o.member_id
WHERE (o.points_used > 0 OR l.spent <> 0)
    AND CASE WHEN o.closed_at IS NULL THEN 0 ELSE o.points_used END <> COALESCE(l.spent, 0)
"""
_EARNED = f"""
SELECT a.id, 'order:' || o.id, lines.points, COALESCE(l.points, 0)
FROM orders_orderwindow w
JOIN orders_order o ON o.window_id = w.id AND o.closed_at IS NOT NULL
JOIN points_account a ON a.member_id = o.member_id AND a.closed_at IS NULL
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(points_earned), 0) AS points FROM orders_orderline
    WHERE order_id = o.id
) lines
LEFT JOIN points_transaction l ON l.key = 'order:' || o.id || ':earn'
WHERE w.closed_at > now() - interval '{_WEEKS} weeks' AND lines.points <> COALESCE(l.points, 0)
"""
_RATES = """
SELECT NULL::bigint, 'order:' || o.id, o.points_used, COALESCE(sum(t.points), 0)
FROM orders_order o LEFT JOIN orders_ordertotal t ON t.order_id = o.id
WHERE o.closed_at IS NOT NULL AND o.points_used > 0
GROUP BY o.id HAVING o.points_used <> COALESCE(sum(t.points), 0)
"""
CHECKS = [
    Check("held", _("使う予定のポイント＝受付中の注文のポイント"), _HELD),
    Check("spent", _("利用したポイント＝締め切った注文のポイント"), _SPENT),
    Check("earned", _("付与予定のポイント＝明細のポイント"), _EARNED),
    Check("rates", _("注文のポイント＝税率ごとのポイントの合計"), _RATES),
]
