"""What the outboxes have in common: rows are written with a change, and sent after it.

Each row is claimed before it is sent, by moving its ``due_at`` ahead: no other worker takes it,
and a worker that dies gives it back by itself. A row that was sent is marked at once, so a
retry never sends twice, with one exception: a worker that dies between the other side's yes and
the mark, or a yes that comes after we have hung up. Losing it would be worse, so it is sent again.

Rows wait in the database, so they outlive the broker, and the system that they are for.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from todock.post.models import Outgoing

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=Outgoing)
#: Sends one row, and returns what the log adds to its line; '' for nothing.
Send = Callable[[Row], str]

#: Tries, first to last about 17 hours apart.
MOST_ATTEMPTS = 10
#: Rows claimed at a time.
BATCH = 20
#: How long a claim lasts, if the worker dies. Longer than a batch can take.
CLAIM = timedelta(minutes=30)
#: Seconds after which one run ends; the next begins within a minute.
RUN_SECONDS = 300


class Away(Exception):
    """The other side does not answer now: the run ends.

    Raised while the channel is opened, it costs no row a try; raised while a row is sent, it costs
    that one. ``str()`` says what is seen, without an address.
    """


class Hopeless(Exception):
    """This row can never be sent. ``str()`` says why, without an address.

    ``alarming`` False: nobody can mend it, and nobody need look.
    """

    def __init__(self, why: str, *, alarming: bool = True) -> None:
        super().__init__(why)
        self.alarming = alarming


def send_due(
    model: type[Row],
    *,
    channel: Callable[[], AbstractContextManager[Send]],
    at: datetime,
    most: int = BATCH,
    related: Sequence[str] = (),
    emptied: Mapping[str, object] | None = None,
) -> int:
    """Send the rows of ``model`` that are due at ``at``; return how many were sent.

    ``channel`` opens the way out for up to ``most`` rows, each with its ``related`` ones;
    ``emptied`` are the columns, with values, that a row loses when it is sent or given up.
    Safe to run twice and side by side. Logs id and kind, never an address or a text.
    """
    ends = time.monotonic() + RUN_SECONDS
    sent = 0
    while time.monotonic() < ends and model.objects.waiting().filter(due_at__lte=at).exists():
        try:
            with channel() as send:
                for row in claim(model, at=at, most=most, related=related):
                    sent += _deliver(row, send, at, emptied or {})
        except Away as away:
            logger.warning("%s: the other side is away (%s).", model.__name__, away)
            break
    return sent


def claim(
    model: type[Row], *, at: datetime, most: int = BATCH, related: Sequence[str] = ()
) -> list[Row]:
    """Take up to ``most`` due rows, so that nobody else does for the length of CLAIM."""
    with transaction.atomic():
        due = model.objects.waiting().filter(due_at__lte=at).order_by("due_at", "pk")
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])
        model.objects.filter(pk__in=ids).update(attempts=F("attempts") + 1, due_at=at + CLAIM)
    rows = model.objects.filter(pk__in=ids).order_by("pk")
    return list(rows.select_related(*related) if related else rows)


def _deliver(row: Row, send: Send, at: datetime, emptied: Mapping[str, object]) -> bool:
    """Send one row and say whether it is sent; whatever it stumbles over, the others go on."""
    try:
        if row.attempts > MOST_ATTEMPTS:
            raise Hopeless("the worker died at every try")
        note = send(row)
    except Hopeless as why:
        _give_up(row, str(why), at, emptied, alarming=why.alarming)
        return False
    except Away as away:
        _failed(row, str(away), at, emptied)
        raise
    except Exception as error:
        # Not the words of the error: a mail server repeats the address in them.
        _failed(row, type(error).__name__, at, emptied)
        return False
    _update(row, sent_at=at, problem="", **emptied)
    logger.info("%s %s %s is sent%s.", type(row).__name__, row.pk, row.kind, note)
    return True


def _failed(row: Outgoing, problem: str, at: datetime, emptied: Mapping[str, object]) -> None:
    """Try again later: after 1, 2, 4 ... minutes; give up after the last try."""
    if row.attempts >= MOST_ATTEMPTS:
        _give_up(row, problem, at, emptied)
        return
    _update(row, due_at=at + timedelta(minutes=2 ** (row.attempts - 1)), problem=problem)
    logger.warning(
        "%s %s %s is not sent (%s); it waits.", type(row).__name__, row.pk, row.kind, problem
    )


def _give_up(
    row: Outgoing,
    problem: str,
    at: datetime,
    emptied: Mapping[str, object],
    *,
    alarming: bool = True,
) -> None:
    _update(row, given_up_at=at, problem=problem, **emptied)
    level = logging.ERROR if alarming else logging.INFO
    logger.log(level, "%s %s %s is given up: %s.", type(row).__name__, row.pk, row.kind, problem)


def _update(row: Outgoing, **changes: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**changes)
