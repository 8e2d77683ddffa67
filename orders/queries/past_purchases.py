"""What a member bought before, as pages ask for it."""

from collections.abc import Collection, Iterator

from django.db import connection

from members.models import Member

_OF_PRODUCTS = """
SELECT past.product_id, c.name, past.quantity
FROM orders_pastpurchase past JOIN catalog_cycle c ON c.id = past.cycle_id
WHERE past.member_id = %s AND past.product_id = ANY(%s) AND c.code <> %s
"""

#: The standing offers of one cycle whose product the member orders, the most usual first.
_USUAL_OFFERS = """
SELECT f.id
FROM orders_pastpurchase past
JOIN catalog_offer f ON f.product_id = past.product_id
JOIN catalog_cycle c ON c.id = past.cycle_id
WHERE past.member_id = %s AND f.cycle_id = %s AND f.withdrawn_at IS NULL
ORDER BY past.times DESC, c.code DESC, past.product_id
LIMIT %s
"""


def of_products(
    member: Member, products: Collection[int], *, before: str
) -> Iterator[tuple[int, str, int]]:
    """Yield product id, name of the cycle and pieces of the last purchase of these products.

    A purchase in the cycle ``before`` itself, once that is closed, is not a former one.

    Plain SQL, because every list of cards asks it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_PRODUCTS, [member.pk, list(products), before])
        yield from cursor.fetchall()


def usual_offers(member: Member, cycle_id: int, most: int) -> list[int]:
    """Return at most ``most`` offers of the cycle that the member orders most often."""
    with connection.cursor() as cursor:
        cursor.execute(_USUAL_OFFERS, [member.pk, cycle_id, most])
        return [offer_id for (offer_id,) in cursor.fetchall()]
