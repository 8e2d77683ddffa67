"""Whether an offer can still be ordered, as far as the offer itself goes."""

from datetime import datetime

from django.db.models import TextChoices


class Ended(TextChoices):
    """Why an offer can be ordered no more, whoever asks."""

    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    SOLD_OUT = "sold_out"


def ended(
    *, withdrawn: bool, closes_at: datetime | None, sold_out: bool, at: datetime
) -> Ended | None:
    """Return why the offer has ended at ``at``; None while it stands.

    ``closes_at`` is its own end, before that of the window; ``sold_out``: nothing is left of a
    limited quantity.
    """
    if withdrawn:
        return Ended.WITHDRAWN
    if closes_at is not None and closes_at <= at:
        return Ended.CLOSED
    return Ended.SOLD_OUT if sold_out else None
