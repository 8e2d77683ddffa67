"""A page of a list: everything around the cards drawn once, and kept with them.

What a page of a list shows depends on the cycle's revision, the place and the choice; the
member's side is joined in afterwards. So the whole page but the frame is one entry in the cache.
A choice that speaks of the member (前に注文した商品) is never kept.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from catalog.drawing import choices, kept_cards
from catalog.member_side import MemberSide
from catalog.models import Allergen, Cycle, TemperatureZone
from catalog.queries import listed_offers
from catalog.queries.listed_offers import Facets
from catalog.queries.places import Place
from catalog.rules.filters import Choice
from todock.lib.pages.release import kept_key

PAGE_SIZE = 48
#: Cards that stand in the first window of a phone.
_EAGER = 4
_KEPT_SECONDS = 30 * 60
#: What can be ordered at the moment changes by the hour, and with what is left.
_ORDERABLE_KEPT_SECONDS = 60
_CARDS_MARK = "\0cards\0"
#: The order of the zones on every page.
_ZONE_ORDER = (TemperatureZone.CHILLED, TemperatureZone.FROZEN, TemperatureZone.AMBIENT)


class Page(NamedTuple):
    """A page of a list without the member: text before and after the cards, and the cards."""

    title: str
    total: int
    before: str
    cards: kept_cards.Row
    after: str


class Asked(NamedTuple):
    """What a page needs to know of the request."""

    cycle: Cycle
    choice: Choice
    at: datetime
    member: bool
    past: Sequence[int] = ()


def page_of(
    asked: Asked,
    name: str,
    find: Callable[[], Place | None],
    *,
    seconds: int = _KEPT_SECONDS,
) -> Page | None:
    """Return the page of the place ``name``, from the cache where it can be.

    ``find`` (of queries.places) reads the place; None when there is no such place. Kept for
    ``seconds`` at most.
    """
    if asked.choice.personal:
        place = find()
        return None if place is None else _draw(asked, place)
    key = _key(asked, name)
    kept = cache.get(key)
    if kept is not None:
        *values, row, after = kept
        return Page(*values, kept_cards.Row(*row), after)
    place = find()
    if place is None:
        return None
    page = _draw(asked, place)
    if not place.entries:
        # Found nothing: the words may just be in the making.
        return page
    if asked.choice.orderable:
        seconds = _ORDERABLE_KEPT_SECONDS
    cache.set(key, tuple(page._replace(cards=tuple(page.cards))), seconds)
    return page


def show(request: HttpRequest, side: MemberSide, page: Page) -> SafeString:
    """Return the page as this member sees it, ready for a template."""
    cards = kept_cards.show(request, side, page.cards, eager=_EAGER)
    return mark_safe(f"{page.before}{cards}{page.after}")  # noqa: S308 (drawn by templates)


def _key(asked: Asked, name: str) -> str:
    text = f"{name}\n{asked.choice.query}\n{asked.member}"
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return kept_key("list", asked.cycle.pk, asked.cycle.revision, digest)


def _allergens(cycle: Cycle) -> list[Allergen]:
    # Staff who edit an allergen redraw the cycles, and with that this key.
    key = f"allergens:{cycle.pk}:{cycle.revision}"
    return cache.get_or_set(key, lambda: list(Allergen.objects.all()), _KEPT_SECONDS)


def _draw(asked: Asked, place: Place) -> Page:
    choice, at, past = asked.choice, asked.at, asked.past
    found = listed_offers.order(
        listed_offers.narrow(place.entries, choice, at=at, past=past), choice, past=past
    )
    last = max(1, -(-len(found) // PAGE_SIZE))
    choice = choice.at_page(min(choice.page, last))
    start = (choice.page - 1) * PAGE_SIZE
    ids = [entry.offer_id for entry in found[start : start + PAGE_SIZE]]
    allergens = _allergens(asked.cycle)
    positions = [allergen.position for allergen in allergens if allergen.mandatory]
    html = render_to_string(
        "catalog/results.html",
        {
            "place": place,
            "choice": choice,
            "member": asked.member,
            "total": len(found),
            "first": start + 1,
            "until": start + len(ids),
            "chips": choices.chips(choice, {each.position: each.name for each in allergens}),
            "everything": choice.without_conditions().query,
            "sorts": choices.sorts(member=asked.member),
            "pages": _pages(choice, last),
            "previous": choice.at_page(choice.page - 1).query if choice.page > 1 else "",
            "next": choice.at_page(choice.page + 1).query if choice.page < last else "",
            "filters": _filters(
                choice,
                listed_offers.facets(place.entries, choice, positions, at=at, past=past),
                allergens,
            ),
            "action": place.url,
            "cards": _CARDS_MARK,
        },
    )
    before, _mark, after = html.partition(_CARDS_MARK)
    cards = kept_cards.kept(asked.cycle, ids)
    return Page(place.title, len(found), before, cards, after)


class Option(NamedTuple):
    """A box to tick: value, words, how many, and whether it is ticked."""

    value: str | int
    words: str
    count: int | None
    chosen: bool


def _filters(choice: Choice, facets: Facets, allergens: Sequence[Allergen]) -> dict:
    zones = [
        Option(zone.value, str(zone.label), facets.zones.get(zone, 0), zone in choice.zones)
        for zone in _ZONE_ORDER
        if facets.zones.get(zone) or zone in choice.zones
    ]
    tags = sorted({*facets.tags, *choice.tags}, key=lambda tag: (-facets.tags.get(tag, 0), tag))
    free = [
        Option(
            each.position, each.name, facets.free.get(each.position), each.position in choice.free
        )
        for each in allergens
    ]
    usual = [option for option, each in zip(free, allergens, strict=True) if each.mandatory]
    others = [option for option, each in zip(free, allergens, strict=True) if not each.mandatory]
    return {
        "zones": zones,
        "tags": [Option(tag, tag, facets.tags.get(tag, 0), tag in choice.tags) for tag in tags],
        "free": usual,
        "free_others": others,
        "others_chosen": any(option.chosen for option in others),
        "orderable": facets.orderable,
    }


class Link(NamedTuple):
    """A page number of the pager and its address; number 0 is a gap."""

    number: int
    query: str = ""


def _pages(choice: Choice, last: int) -> list[Link]:
    """Return the first, the last and the neighbours, with gaps between."""
    wanted = sorted({1, last, *range(max(1, choice.page - 2), min(last, choice.page + 2) + 1)})
    links, before = [], 0
    for number in wanted:
        if number > before + 1:
            links.append(Link(0))
        links.append(Link(number, choice.at_page(number).query))
        before = number
    return links
