"""企画回: what the feed says of them, and when what pages keep of them is stale."""

from collections.abc import Iterable

from catalog.models import Cycle
from todock.feeds.staging import Staging


def bring_cycles(staging: Staging, *, rows: str) -> int:
    """Write the cycles of a file whose rows hold ``code``, ``name`` and ``publishes_at``.

    ``rows`` is a SELECT of ``line``, one line a cycle. Returns the number of cycles that are new
    or changed. Does not redraw them.
    """
    return staging.upsert(
        Cycle,
        key=["code"],
        columns={"code": "s.code", "name": "s.name", "publishes_at": "s.publishes_at"},
        insert_only={"revision": "1"},
        joins=f"JOIN ({rows}) f ON f.line = s.line",
    )


def redraw(*, cycles: Iterable[str] | None = None) -> int:
    """Make the kept HTML of pages stale: of the cycles with these codes, or of all.

    Call it in the transaction that changed what a page shows. Returns the number of cycles.
    """
    concerned = Cycle.objects.all() if cycles is None else Cycle.objects.filter(code__in=cycles)
    return concerned.redrawn()
