"""点検: the whole ledger added up again, and every row in which two figures differ.

The work is done in PostgreSQL, in one snapshot of all tables: members who use points meanwhile do
not look like differences, and memory here does not grow with the ledger.
"""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction

from points.models import AuditDifference, AuditRun
from points.queries.audit import Check, checks
from todock.lib import clock
from todock.post import slack

logger = logging.getLogger(__name__)

DIFFERS = "points_audit_differs"
#: Rows kept of one check; all are counted.
KEPT = 1_000
_FIGURES = """
SELECT (SELECT count(*) FROM points_account), (SELECT count(*) FROM points_entry),
    (SELECT COALESCE(sum(available), 0) FROM points_account),
    (SELECT COALESCE(sum(pending), 0) FROM points_account),
    (SELECT COALESCE(sum(held), 0) FROM points_account),
    (SELECT COALESCE(sum(prepaid), 0) FROM points_account)
"""
_FIGURE_NAMES = ["accounts", "entries", "available", "pending", "held", "prepaid"]


def run(*, at: datetime) -> AuditRun:
    """Look at the whole ledger; return what was found.

    Any difference raises an alarm in the log and a message to staff.
    """
    audit = AuditRun.objects.create(started_at=at)
    found: dict[str, int] = {}
    kept: list[AuditDifference] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(_FIGURES)
        figures = dict(zip(_FIGURE_NAMES, map(int, cursor.fetchone()), strict=True))
        for check in checks():
            found[check.name] = 0
            for row in _rows(check):
                found[check.name] += 1
                if found[check.name] <= KEPT:
                    kept.append(_difference(audit, check, row))
    AuditDifference.objects.bulk_create(kept, batch_size=500)
    audit.figures = {**figures, "checks": found}
    audit.differences = sum(found.values())
    audit.finished_at = clock.database_now()
    audit.save()
    if audit.differences:
        slack.tell(DIFFERS, str(audit.pk))
        logger.critical("The audit of points found %s differences: %s.", audit.differences, found)
    return audit


def _rows(check: Check) -> Iterator[tuple]:
    """Yield the rows of a check through a cursor of the server: they may be many."""
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE points_audit NO SCROLL CURSOR FOR {check.sql}")
        while True:
            cursor.execute("FETCH 2000 FROM points_audit")
            rows = cursor.fetchall()
            if not rows:
                break
            yield from rows
        cursor.execute("CLOSE points_audit")


def _difference(audit: AuditRun, check: Check, row: tuple) -> AuditDifference:
    account_id, subject, expected, found = row
    return AuditDifference(
        run=audit,
        check_name=check.name,
        account_id=account_id,
        subject=subject[:80],
        expected=expected,
        found=found,
    )
