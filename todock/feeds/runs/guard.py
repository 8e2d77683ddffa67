"""The guard: a snapshot that changes very much is held until a member of staff has looked."""

from dataclasses import asdict

from django.conf import settings
from django.utils.translation import gettext as _

from todock.feeds.kinds import Difference

#: Lines of detail that are kept for staff.
_DETAILS = 50


def reasons_to_hold(difference: Difference, *, full: bool) -> list[str]:
    """Return why a file is to be held, in Japanese; nothing when it may be applied.

    Only a full snapshot withdraws, so only there the withdrawn are weighed.
    """
    reasons = []
    if full and _share(difference.withdrawn, difference.standing) > (
        settings.FEED_HOLD_WITHDRAWN_PERCENT
    ):
        reasons.append(
            _(
                "いまある%(standing)d件のうち%(withdrawn)d件（%(percent).1f%%）が取りやめになります。"
            )
            % {
                "standing": difference.standing,
                "withdrawn": difference.withdrawn,
                "percent": _share(difference.withdrawn, difference.standing),
            }
        )
    if _share(difference.price_jumps, difference.prices) > settings.FEED_HOLD_PRICES_PERCENT:
        reasons.append(
            _(
                "%(prices)d件のうち%(jumps)d件（%(percent).1f%%）の価格が"
                "%(change)g%%を超えて変わります。"
            )
            % {
                "prices": difference.prices,
                "jumps": difference.price_jumps,
                "percent": _share(difference.price_jumps, difference.prices),
                "change": settings.FEED_HOLD_PRICE_CHANGE_PERCENT,
            }
        )
    return reasons


def to_json(difference: Difference) -> dict:
    """Return a difference as it is kept with its file."""
    return {**asdict(difference), "details": [str(d) for d in difference.details][:_DETAILS]}


def _share(part: int, whole: int) -> float:
    return part * 100 / whole if whole else 0.0
