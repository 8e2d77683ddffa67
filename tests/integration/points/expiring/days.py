"""The days on which points expire."""

from datetime import date, datetime

from points.models import ExpiryRun
from todock.lib import clock
from todock.lib.dates import JAPAN

LAST = date(2026, 11, 30)
GOOD = date(2026, 12, 31)
State = ExpiryRun.State


def japan(month: int, day: int, hour: int = 3, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAPAN)


def expired(on: date, points: int) -> None:
    ExpiryRun.objects.create(
        expires_on=on, state=State.DONE, expired=points, finished_at=clock.now()
    )
