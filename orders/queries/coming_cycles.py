"""The cycles that a newcomer may still begin with."""

from datetime import datetime

from django.db.models import Min
from django.utils.translation import gettext as _

from members.models import Course
from orders.models import OrderWindow
from todock.lib import dates

#: As many cycles as anybody plans ahead.
_MOST = 6


def cycles(at: datetime, course: Course | None = None) -> list[tuple[str, str]]:
    """Return (code, label) of the cycles whose windows have not closed at ``at``, soonest first.

    With ``course`` only its windows count, and the label says the day of delivery; without one it
    says the week. Read by members through the setting MEMBERS_COMING_CYCLES.
    """
    windows = OrderWindow.objects.filter(closes_at__gt=at, closed_at__isnull=True)
    if course is not None:
        windows = windows.filter(course=course)
    coming = (
        windows.order_by()
        .values("cycle__code", "cycle__name")
        .annotate(closes_at=Min("closes_at"), delivers_on=Min("delivers_on"))
        .order_by("closes_at", "cycle__code")[:_MOST]
    )
    return [(row["cycle__code"], _label(row, exact=course is not None)) for row in coming]


def _label(row: dict, *, exact: bool) -> str:
    day = dates.day_text(row["delivers_on"])
    text = _("%(cycle)s（%(day)sにお届け）") if exact else _("%(cycle)s（お届けは%(day)sから）")
    return text % {"cycle": row["cycle__name"], "day": day}
