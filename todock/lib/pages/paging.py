"""Pages of long lists: of a member's years, without counting them, and of very large tables."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest
from django.utils.functional import cached_property

#: Rows above which a list without a filter shows the planner's estimate instead of counting.
COUNTED_ROWS = 50_000


class Page(NamedTuple):
    """A page of a list, and the numbers of those beside it; None where there is none."""

    rows: list[Any]
    newer: int | None
    older: int | None


def page_of(request: HttpRequest, fetch: Callable[[int, int], Sequence[Any]], *, most: int) -> Page:
    """Return the page that ``?page=`` asks for, of ``most`` rows; the first for nonsense.

    ``fetch`` gets where to start and how many rows to return. One more than is shown tells
    whether there are older ones, without counting years of them.
    """
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    number = max(number, 1)
    start = (number - 1) * most
    rows = list(fetch(start, most + 1))
    return Page(
        rows[:most],
        newer=number - 1 if number > 1 else None,
        older=number + 1 if len(rows) > most else None,
    )


class EstimatingPaginator(Paginator):
    """Counts a whole large table by the planner's estimate: exact counting reads all of it."""

    @cached_property
    def count(self) -> int:
        """Return how many rows there are; about as many above COUNTED_ROWS."""
        query = self.object_list.query
        if not query.where:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass",
                    [query.model._meta.db_table],
                )
                estimate = cursor.fetchone()[0]
            if estimate > COUNTED_ROWS:
                return estimate
        return super().count
