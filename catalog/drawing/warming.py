"""Draws cards ahead: the first pages of every category of the cycles that members look at."""

from datetime import timedelta
from itertools import islice

from django.core.cache import cache
from django.db import connection

from catalog.drawing import kept_cards
from catalog.models import Cycle
from todock.lib import clock
from todock.lib.pages.release import kept_key

#: Offers of a category that are drawn ahead: two pages.
FIRST_OFFERS = 96
#: A coming cycle is drawn this long before it is published.
AHEAD = timedelta(hours=1)
#: Cycles that are visible at once at most (docs/domain.md rule 4).
VISIBLE_CYCLES = 3
_KEPT_SECONDS = 60 * 60
_BATCH = 200

_FIRST = """
SELECT DISTINCT id FROM (
    SELECT o.id, row_number() OVER (PARTITION BY a.id ORDER BY o.sort, o.order_number) AS place
    FROM catalog_offer o
    JOIN catalog_product p ON p.id = o.product_id
    JOIN catalog_category c ON c.id = p.category_id
    JOIN catalog_category a ON starts_with(c.path, a.path)
    WHERE o.cycle_id = %s AND o.withdrawn_at IS NULL
) ranked WHERE place <= %s
"""


def warm() -> int:
    """Draw what is not drawn yet of the visible cycles and the next one; return the offers.

    A cycle is left alone until its revision or the release changes, or an hour is over. In the
    language of nearly all members only: the cards of the other are drawn when first asked for.
    """
    drawn = 0
    cycles = Cycle.objects.visible(clock.now() + AHEAD).order_by("-publishes_at")
    for cycle in cycles[:VISIBLE_CYCLES]:
        key = kept_key("warm", cycle.pk, cycle.revision)
        if not cache.add(key, True, _KEPT_SECONDS):
            continue
        with connection.cursor() as cursor:
            cursor.execute(_FIRST, [cycle.pk, FIRST_OFFERS])
            offer_ids = iter([offer_id for (offer_id,) in cursor.fetchall()])
        while batch := list(islice(offer_ids, _BATCH)):
            kept_cards.kept(cycle, batch)
            drawn += len(batch)
    return drawn
