"""企画数量: what is left of a limited offer."""

from catalog.models import OfferStock


def left_of(offer_id: int) -> int:
    """Return how many pieces of a limited offer may still be taken."""
    stock = OfferStock.objects.filter(offer=offer_id).first()
    return stock.total_limit - stock.taken if stock else 0
