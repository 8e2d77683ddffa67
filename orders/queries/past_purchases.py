"""What a member bought before, as pages ask for it."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from members.models import Member

_OF_PRODUCTS = """
SELECT past.product_id, c.name, past.quantity
FROM orders_pastpurchase past JOIN catalog_cycle c ON c.id = past.cycle_id
WHERE past.member_id = %s AND past.product_id = ANY(%s) AND c.code <> %s
"""


#: The standing offers of one cycle whose product the member orders, the most usual first. Plain
#: SQL, because every home page of a member asks it.
_USUAL_OFFERS = """
SELECT f.id
FROM orders_pastpurchase past
JOIN catalog_offer f ON f.product_id = past.product_id
JOIN catalog_cycle c ON c.id = past.cycle_id
WHERE past.member_id = %s AND f.cycle_id = %s AND f.withdrawn_at IS NULL
ORDER BY past.times DESC, c.code DESC, past.product_id
LIMIT %s
"""


class LastBought(NamedTuple):
    """The last purchase of a product: the name of its cycle, and pieces."""

    cycle_name: str
    pieces: int


def of_products(member: Member, products: Collection[int], *, before: str) -> dict[int, LastBought]:
    """Return the last purchase of each of these products that has one, by product id.

    A purchase in the cycle ``before`` itself, once that is closed, is not a former one.

    Plain SQL, because every list of cards asks it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_PRODUCTS, [member.pk, list(products), before])
        return {product_id: LastBought(*bought) for product_id, *bought in cursor.fetchall()}


def usual_offers(member: Member, cycle_id: int, most: int) -> list[int]:
    """Return at most ``most`` offers of the cycle that the member orders most often."""
    with connection.cursor() as cursor:
        cursor.execute(_USUAL_OFFERS, [member.pk, cycle_id, most])
        return [offer_id for (offer_id,) in cursor.fetchall()]


def product_ids(member: Member) -> list[int]:
    """Return the products that ``member`` ordered before, the most usual first."""
    past = member.past_purchases.order_by("-times", "-cycle__code", "product_id")
    return list(past.values_list("product_id", flat=True))
