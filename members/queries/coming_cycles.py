"""The cycles that an order can still begin with: what orders say, asked for late."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from members.models import Course


def coming_cycles(at: datetime, course: Course | None = None) -> list[tuple[str, str]]:
    """Return (code, label) of the cycles that have not closed at ``at``, soonest first.

    With ``course`` those that it is delivered in. Read through MEMBERS_COMING_CYCLES.
    """
    return list(import_string(settings.MEMBERS_COMING_CYCLES)(at, course))


def still_coming(code: str, at: datetime, course: Course | None = None) -> str:
    """Return ``code`` while it is one of these cycles, else '': every cycle will do."""
    return code if code in dict(coming_cycles(at, course)) else ""
