"""Categories, products, cycles, offers, pictures and synonyms."""

from catalog.models.category import Category
from catalog.models.cycle import Cycle
from catalog.models.offer import Offer, OfferStock
from catalog.models.pending import PendingPicture
from catalog.models.picture import Picture, ReplacedPicture
from catalog.models.product import Allergen, Product, ProductWords, TemperatureZone
from catalog.models.synonym import Synonym

__all__ = [
    "Allergen",
    "Category",
    "Cycle",
    "Offer",
    "OfferStock",
    "PendingPicture",
    "Picture",
    "Product",
    "ProductWords",
    "ReplacedPicture",
    "Synonym",
    "TemperatureZone",
]
