"""本人確認: what people type for numbers, and when wrong tries lock."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from todock.lib.kana import fold_code

_SEPARATORS = re.compile(r"[\s\-・.,/ー_()]")


def digits(typed: str) -> str:
    """Return the digits of a number as people type it; '' when there is anything else.

    Full-width digits, blanks, hyphens and brackets are welcome.
    """
    bare = _SEPARATORS.sub("", fold_code(typed))
    return bare if bare.isascii() and bare.isdigit() else ""


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
