"""What the catalog asks of the app that knows who buys.

catalog never learns who buys, and never imports upwards: the setting CATALOG_MEMBER_SIDE names
what makes a ``MemberSide``. Everything about an offer that does not depend on the member is drawn
once and kept (drawing.kept_cards); this side fills the slots that do.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from catalog.models import Cycle, Offer
from catalog.queries.offers import OfferFacts


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
    """What one page knows of the member, put together once for the request."""

    #: What the frame of the page says of the round.
    round: object

    @property
    def cycle(self) -> Cycle | None:
        """The cycle that the page speaks of; None when nothing is published."""

    def turned_to(self, cycle_code: str) -> "MemberSide":
        """The same member and hour, speaking of another cycle."""

    def slots(self, offers: Sequence[OfferFacts]) -> dict[int, Slots]:
        """The slots of cards by offer id; an offer that is missing has nothing special."""

    def order_box(self, offer: Offer) -> SafeString:
        """The order box of the item page: state, stepper or button, deadline, past purchase."""

    def past_product_ids(self) -> list[int]:
        """Products that this member ordered before, the most usual first; [] for visitors."""


def member_side(request: HttpRequest) -> MemberSide:
    """Return the member's side of a page, as CATALOG_MEMBER_SIDE makes it."""
    return import_string(settings.CATALOG_MEMBER_SIDE)(request)
