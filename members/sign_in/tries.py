"""本人確認: when wrong tries lock."""

from collections.abc import Sequence
from datetime import datetime, timedelta


def locked_until(
    failed_at: Sequence[datetime], *, tries: int, minutes: int, at: datetime
) -> datetime | None:
    """Return until when wrong tries at the instants ``failed_at`` lock, or None at ``at``.

    ``tries`` of them within ``minutes`` lock for ``minutes`` from the last of them.
    """
    span = timedelta(minutes=minutes)
    instants = sorted(failed_at)
    locks = [
        last + span
        for first, last in zip(instants, instants[tries - 1 :], strict=False)
        if last - first < span
    ]
    return max((until for until in locks if until > at), default=None)
