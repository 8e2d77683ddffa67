"""企画数量: pieces of a limited offer are taken and given back.

Plain SQL: a page that orders something waits for each statement of these. In a transaction, those
who take of several offers do so in the order of their ids.
"""

from django.db import connection

#: One conditional UPDATE whose row count is read.
_TAKE = """
UPDATE catalog_offerstock SET taken = taken + %(pieces)s::int
WHERE offer_id = %(offer)s AND taken + %(pieces)s::int <= total_limit
"""

#: Giving back needs no condition. Never beneath zero: an order of an offer that only later became
#: limited took nothing. A limit that was lowered beneath what was taken comes down with it, so
#: that a piece given back is not sold again.
_GIVE_BACK = """
UPDATE catalog_offerstock s SET taken = greatest(s.taken - %(pieces)s::int, 0),
    total_limit = greatest(
        least(s.total_limit, f.total_limit), greatest(s.taken - %(pieces)s::int, 0))
FROM catalog_offer f WHERE f.id = s.offer_id AND s.offer_id = %(offer)s
"""


def take(*, offer_id: int, pieces: int) -> bool:
    """Take ``pieces`` of a limited offer. Returns whether so many were left; else nothing is."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"offer": offer_id, "pieces": pieces})
        return cursor.rowcount == 1


def give_back(*, offer_id: int, pieces: int) -> None:
    """Return ``pieces`` that were taken of a limited offer."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, {"offer": offer_id, "pieces": pieces})
