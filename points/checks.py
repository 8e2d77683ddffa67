"""What ``manage.py check`` says of the settings of the ledger. Migrating asks it, too."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from points.queries import audit


@register
def check_audit(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return why the nightly audit would not look at everything: a check that nobody finds."""
    try:
        names = [check.name for check in audit.checks()]
    except ImportError as error:
        return [
            Error(
                f"A check of the audit of points is not there: {error}",
                hint="Set POINTS_AUDIT_CHECKS to dotted names of lists of audit.Check.",
                id="points.E001",
            )
        ]
    if len(set(names)) < len(names):
        return [
            Error(
                "Two checks of the audit of points have the same name.",
                hint="Give each Check of POINTS_AUDIT_CHECKS a name of its own.",
                id="points.E002",
            )
        ]
    return []
