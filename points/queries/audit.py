"""What must be the same in the ledger: pairs of figures, and the rows in which they are not."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from points.models import Pot


@dataclass(frozen=True)
class Check:
    """Two figures that must be the same.

    ``sql`` returns the rows in which they are not: account id or NULL, what the row speaks of
    (text, '' for the account itself), what it should be, what it is.
    """

    name: str
    label: str | Promise
    sql: str


#: Entries are added up once, for all pots.
_BALANCES = f"""
SELECT a.id, pot.name, COALESCE(pot.entries, 0), pot.balance
FROM points_account a
LEFT JOIN (
    SELECT account_id,
        sum(amount) FILTER (WHERE pot = {Pot.AVAILABLE}) AS available,
        sum(amount) FILTER (WHERE pot = {Pot.PENDING}) AS pending,
        sum(amount) FILTER (WHERE pot = {Pot.HELD}) AS held,
        sum(amount) FILTER (WHERE pot = {Pot.PREPAID}) AS prepaid
    FROM points_entry WHERE account_id IS NOT NULL GROUP BY account_id
) e ON e.account_id = a.id
CROSS JOIN LATERAL (VALUES
    ('available', e.available, a.available), ('pending', e.pending, a.pending),
    ('held', e.held, a.held), ('prepaid', e.prepaid, a.prepaid)
) AS pot (name, entries, balance)
WHERE COALESCE(pot.entries, 0) <> pot.balance
"""
_ZERO = """
SELECT NULL::bigint, '', 0, total FROM (SELECT sum(amount) AS total FROM points_entry) t
WHERE total <> 0
"""
_TRANSACTIONS = """
SELECT NULL::bigint, t.key, 0, COALESCE(e.total, t.points)
FROM points_transaction t
LEFT JOIN (
    SELECT transaction_id, sum(amount) AS total FROM points_entry GROUP BY transaction_id
) e ON e.transaction_id = t.id
WHERE COALESCE(e.total, t.points) <> 0
"""
_AMOUNTS = """
SELECT NULL::bigint, t.key, abs(t.points), e.moved
FROM points_transaction t
JOIN (
    SELECT transaction_id, sum(amount) AS moved FROM points_entry WHERE amount > 0
    GROUP BY transaction_id
) e ON e.transaction_id = t.id
WHERE e.moved <> abs(t.points)
"""
_LOTS = """
SELECT a.id, pot.name, pot.balance, COALESCE(pot.lots, 0)
FROM points_account a
LEFT JOIN (
    SELECT account_id, sum("left") FILTER (WHERE NOT pending) AS available,
        sum("left") FILTER (WHERE pending) AS pending
    FROM points_lot GROUP BY account_id
) l ON l.account_id = a.id
CROSS JOIN LATERAL (VALUES
    ('available', l.available, a.available), ('pending', l.pending, a.pending)
) AS pot (name, lots, balance)
WHERE COALESCE(pot.lots, 0) <> pot.balance
"""
_USES = """
SELECT l.account_id, 'lot ' || l.id, l.points - COALESCE(u.used, 0), l."left"
FROM points_lot l
LEFT JOIN (
    SELECT lot_id, sum(points) AS used FROM points_lotuse GROUP BY lot_id
) u ON u.lot_id = l.id
WHERE l.points - COALESCE(u.used, 0) <> l."left"
"""
CHECKS = [
    Check("balances", _("口座の残高＝記入の合計"), _BALANCES),
    Check("zero", _("すべての記入の合計＝0"), _ZERO),
    Check("transactions", _("取引ごとの記入の合計＝0"), _TRANSACTIONS),
    Check("amounts", _("取引のポイント＝動いた記入"), _AMOUNTS),
    Check("lots", _("ロットの残り＝口座の残高"), _LOTS),
    Check("lot_uses", _("ロットの残り＝付与−利用"), _USES),
]


def checks() -> list[Check]:
    """Return the ledger's own checks, and those of the apps above (POINTS_AUDIT_CHECKS).

    Raises ImportError for a name that leads nowhere: a check that is missing must be noticed.
    """
    above = [check for name in settings.POINTS_AUDIT_CHECKS for check in import_string(name)]
    return [*CHECKS, *above]
