"""The offers of one place of the catalogue, as far as choosing needs them.

One compact query reads a place; narrowing, counting and ordering are plain Python over it, and
what comes out of that is kept (catalog.drawing.list_page).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, F, Q

from catalog.models import Cycle, Offer, Product
from catalog.rules.ended import ended
from catalog.rules.filters import BEFORE, CHEAP, DEAR, NUMBER, Choice

_CONTAINS, _FREE = Product.AllergenState.CONTAINS.value, Product.AllergenState.FREE.value


class ListedOffer(NamedTuple):
    """One standing offer of a place."""

    offer_id: int
    product_id: int
    category_id: int
    order_number: str
    price: int
    zone: int
    tags: list[str]
    allergens: str
    closes_at: datetime | None
    sold_out: bool | None

    def orderable(self, at: datetime) -> bool:
        """Say whether it can be ordered at ``at``, as far as the offer goes."""
        ends = {"closes_at": self.closes_at, "sold_out": bool(self.sold_out)}
        return ended(withdrawn=False, at=at, **ends) is None


class Facets(NamedTuple):
    """How many there would be with one more condition."""

    zones: dict[int, int]
    tags: dict[str, int]
    #: What is left when the allergen at a position is left out.
    free: dict[int, int]
    orderable: int


def read(cycle: Cycle, where: Q) -> list[ListedOffer]:
    """Read the standing offers of ``cycle`` for which ``where`` holds, in the feed's order."""
    sold_out = ExpressionWrapper(
        Q(stock__taken__gte=F("stock__total_limit")), output_field=BooleanField()
    )
    rows = (
        Offer.objects.standing()
        .filter(where, cycle=cycle)
        .order_by("sort", "order_number")
        .values_list(
            "pk",
            "product_id",
            "product__category_id",
            "order_number",
            "price_inc_tax",
            "product__zone",
            "tags",
            "product__allergens",
            "closes_at",
            sold_out,
        )
    )
    return [ListedOffer(*row) for row in rows]


def narrow(
    entries: Sequence[ListedOffer], choice: Choice, *, at: datetime, past: Iterable[int] = ()
) -> list[ListedOffer]:
    """Return the entries that meet every condition. ``past``: products ordered before.

    Condition by condition, and only those that are chosen: a place may hold thousands.
    """
    found = list(entries)
    if choice.zones:
        found = [entry for entry in found if entry.zone in choice.zones]
    if choice.low is not None:
        found = [entry for entry in found if entry.price >= choice.low]
    if choice.high is not None:
        found = [entry for entry in found if entry.price <= choice.high]
    if choice.tags:
        tags = set(choice.tags)
        found = [entry for entry in found if tags.issubset(entry.tags)]
    if choice.free:
        states = {entry.allergens for entry in found}
        good = {state for state in states if free_of(state, choice.free, certain=choice.certain)}
        found = [entry for entry in found if entry.allergens in good]
    if choice.orderable:
        found = [entry for entry in found if entry.orderable(at)]
    if choice.before:
        products = set(past)
        found = [entry for entry in found if entry.product_id in products]
    return found


def free_of(states: str, positions: Iterable[int], *, certain: bool) -> bool:
    """Say whether none of the allergens at ``positions`` is contained.

    What is not known passes, unless it must be ``certain``.
    """
    for position in positions:
        state = states[position - 1 : position]
        if state == _CONTAINS or (certain and state != _FREE):
            return False
    return True


def facets(
    entries: Sequence[ListedOffer],
    choice: Choice,
    positions: Iterable[int],
    *,
    at: datetime,
    past: Iterable[int] = (),
) -> Facets:
    """Count what the place holds under the chosen conditions, zone by zone, tag by tag.

    Zones are alternatives, so their counts ignore the zones that are chosen.
    """
    any_zone = narrow(entries, replace(choice, zones=()), at=at, past=past)
    here = [entry for entry in any_zone if not choice.zones or entry.zone in choice.zones]
    states = Counter(entry.allergens for entry in here)
    return Facets(
        zones=Counter(entry.zone for entry in any_zone),
        tags=Counter(chain.from_iterable(entry.tags for entry in here)),
        free={
            position: sum(
                number
                for state, number in states.items()
                if free_of(state, [position], certain=choice.certain)
            )
            for position in positions
        },
        orderable=sum(entry.orderable(at) for entry in here),
    )


def order(
    entries: list[ListedOffer], choice: Choice, *, past: Sequence[int] = ()
) -> list[ListedOffer]:
    """Return the entries in the chosen order. ``past`` has the most usual product first.

    What is equal stays in the order in which it came: the feed's, or the rank of a search.
    """
    if choice.sort == CHEAP:
        return sorted(entries, key=lambda entry: entry.price)
    if choice.sort == DEAR:
        return sorted(entries, key=lambda entry: -entry.price)
    if choice.sort == NUMBER:
        return sorted(entries, key=lambda entry: entry.order_number)
    if choice.sort == BEFORE:
        place = {product_id: index for index, product_id in enumerate(past)}
        return sorted(entries, key=lambda entry: place.get(entry.product_id, len(place)))
    return entries
