"""What is read of an offer to draw its card."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONArray

from catalog.models import Picture
from catalog.queries.offers import OfferFacts


class CardValues(NamedTuple):
    """What a card says of an offer, in the order of ``FIELDS``."""

    offer_id: int
    product_id: int
    cycle_code: str
    order_number: str
    name: str
    spec: str
    zone: int
    tax_rate: int
    price_ex_tax: int
    price_inc_tax: int
    usual_price_ex_tax: int | None
    content_amount: Decimal | None
    content_unit: str
    per_order_limit: int | None
    total_limit: int | None
    lottery: bool
    alcohol: bool
    next_week: bool
    by_parcel: bool
    closes_at: datetime | None
    #: When the offer, or its product, was taken back.
    withdrawn_at: datetime | None
    tags: list[str]
    allergens: str
    image_key: str
    #: (folder, width, height) of the picture, or None.
    picture: tuple[str, int, int] | None = None

    def facts(self) -> OfferFacts:
        """Return what decides how the offer stands for a member."""
        return OfferFacts(
            offer_id=self.offer_id,
            product_id=self.product_id,
            cycle_code=self.cycle_code,
            order_number=self.order_number,
            name=self.name,
            per_order_limit=self.per_order_limit,
            limited=self.total_limit is not None and not self.lottery,
            alcohol=self.alcohol,
            allergens=self.allergens,
            closes_at=self.closes_at,
            withdrawn=self.withdrawn_at is not None,
            next_week=self.next_week,
        )


_OF_PRODUCT = {
    "name", "spec", "zone", "tax_rate", "content_amount", "content_unit", "alcohol", "allergens",
    "image_key",
}  # fmt: skip
_RENAMED = {"offer_id": "pk", "cycle_code": "cycle__code", "withdrawn_at": "gone_at"}
FIELDS = [
    _RENAMED.get(name, f"product__{name}" if name in _OF_PRODUCT else name)
    for name in CardValues._fields
    if name != "picture"
]
_PICTURE = Picture.objects.filter(image_key=OuterRef("product__image_key")).values(
    found=JSONArray("folder", "width", "height")
)


def read(offers: QuerySet) -> Iterator[CardValues]:
    """Read offers for drawing, in their order. One query."""
    gone_at = Coalesce("withdrawn_at", "product__withdrawn_at")
    found = offers.annotate(gone_at=gone_at).values_list(*FIELDS, Subquery(_PICTURE))
    for *values, picture in found:
        yield CardValues(*values, picture=tuple(picture) if picture else None)


def pictures_of(image_keys: Iterable[str]) -> dict[str, tuple[str, int, int]]:
    """Return (folder, width, height) by key of the pictures that have arrived."""
    found = Picture.objects.filter(image_key__in=list(image_keys))
    return {
        key: (folder, width, height)
        for key, folder, width, height in found.values_list(
            "image_key", "folder", "width", "height"
        )
    }
