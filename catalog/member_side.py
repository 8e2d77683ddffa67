"""What the catalog asks of the app that knows who buys.

catalog never learns who buys, and never imports upwards: the setting CATALOG_MEMBER_SIDE names a
module with the functions of ``MemberSide``. Everything about an offer that does not depend on
the member is rendered once and kept (drawing.kept_cards); this side fills the slots that do.
"""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from typing import NamedTuple, Protocol

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString

from catalog.models import Cycle, Offer


class CardFacts(NamedTuple):
    """What a card knows of its offer, kept beside the piece, so that no query is needed."""

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


class Slots(NamedTuple):
    """Safe HTML for the places of a card that depend on the member or on the hour.

    ``classes`` is appended to the class attribute (with a leading space). ``action`` None means
    the kept default: the button 注文する.
    """

    classes: str = ""
    flag: str = ""
    notes: str = ""
    action: str | None = None


class MemberSide(Protocol):
    """The functions of the module that CATALOG_MEMBER_SIDE names."""

    def cycle_for(self, request: HttpRequest) -> Cycle | None:
        """The cycle that the pages of this request speak of; None when nothing is published."""

    def slots(self, request: HttpRequest, cards: Sequence[CardFacts]) -> dict[int, Slots]:
        """The slots by offer id; an offer that is missing has nothing special."""

    def order_box(self, request: HttpRequest, offer: Offer) -> SafeString:
        """The order box of the item page: state, stepper or button, deadline, past purchase."""

    def past_product_ids(self, request: HttpRequest) -> list[int]:
        """Products that this member ordered before, the most usual first; [] for visitors."""


def member_side() -> MemberSide:
    """Return the module that CATALOG_MEMBER_SIDE names."""
    return import_module(settings.CATALOG_MEMBER_SIDE)
