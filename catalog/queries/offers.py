"""Offers as other apps ask for them: what decides about them, and one of them."""

from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.db import connection
from django.db.models import Model

from catalog.models import Cycle, Offer, Product
from catalog.rules.ended import Ended, ended


class OfferFacts(NamedTuple):
    """What of an offer decides how it stands for a member; kept beside its card."""

    offer_id: int
    product_id: int
    cycle_code: str
    order_number: str
    name: str
    per_order_limit: int | None
    #: Has a 企画数量 that can run out (and is no lottery).
    limited: bool
    alcohol: bool
    #: The 28 states of Product.allergens.
    allergens: str
    closes_at: datetime | None
    #: Withdrawn from the cycle: cannot be ordered any more.
    withdrawn: bool = False
    #: Comes a week after the other goods.
    next_week: bool = False

    def ended(self, at: datetime, *, sold_out: bool = False) -> Ended | None:
        """Return why it can be ordered no more, whoever asks; None while it stands."""
        return ended(withdrawn=self.withdrawn, closes_at=self.closes_at, sold_out=sold_out, at=at)


def facts_of(offer: Offer) -> OfferFacts:
    """Return what of ``offer`` decides; its product and cycle should be there already."""
    return OfferFacts(
        offer_id=offer.pk,
        product_id=offer.product_id,
        cycle_code=offer.cycle.code,
        order_number=offer.order_number,
        name=offer.product.name,
        per_order_limit=offer.per_order_limit,
        limited=offer.total_limit is not None and not offer.lottery,
        alcohol=offer.product.alcohol,
        allergens=offer.product.allergens,
        closes_at=offer.closes_at,
        withdrawn=bool(offer.withdrawn_at or offer.product.withdrawn_at),
        next_week=offer.next_week,
    )


def columns(alias: str, model: type[Model]) -> str:
    """Return the columns of ``model`` in plain SQL, for `parted`."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def parted(row: tuple, *models: type[Model]) -> tuple:
    """Return an instance of each model from the columns of a row, and what is left of the row."""
    made = []
    for model in models:
        width = len(_names(model))
        made.append(model.from_db("default", _names(model), row[:width]))
        row = row[width:]
    return *made, row


#: Every change of a quantity begins with this.
_OFFER = f"""
SELECT {columns("f", Offer)}, {columns("p", Product)}, {columns("c", Cycle)}
FROM catalog_cycle c
JOIN catalog_offer f ON f.cycle_id = c.id
JOIN catalog_product p ON p.id = f.product_id
WHERE c.code = %s AND f.order_number = %s AND (%s OR c.publishes_at <= %s)
"""


def offer_in(cycle_code: str, order_number: str, *, at: datetime, preview: bool) -> Offer | None:
    """Return the offer with product and cycle in one query; None when it may not be seen."""
    with connection.cursor() as cursor:
        cursor.execute(_OFFER, [cycle_code, order_number, preview, at])
        row = cursor.fetchone()
    if row is None:
        return None
    offer, offer.product, offer.cycle, _rest = parted(row, Offer, Product, Cycle)
    return offer
