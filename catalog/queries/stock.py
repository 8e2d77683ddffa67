"""企画数量: what is left of a limited offer."""

from collections.abc import Iterable

from django.db.models import F

from catalog.models import Offer, OfferStock


def left_of(offer_ids: Iterable[int]) -> dict[int, int]:
    """Return how many pieces may still be taken of those that are limited. One query."""
    limited = OfferStock.objects.filter(pk__in=offer_ids)
    return dict(limited.values_list("pk", F("total_limit") - F("taken")))


def left_when_read(offer: Offer) -> int | None:
    """Return what was left of an offer that was read with its stock; None when not limited."""
    stock = getattr(offer, "stock", None)
    return stock and stock.total_limit - stock.taken
