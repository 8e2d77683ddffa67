"""Cards of offers, drawn once per revision of their cycle and kept as text.

A template per card is what makes a list slow (measured: 48 cards 26 ms, as kept text 0.1), and
nothing on a card but its slots depends on who looks. So a card is text with five marks: the
places where the member's side (catalog.member_side) may put something. Several cards in a row
are one text with all their marks; to show it, the text is cut only at the cards that have
something special, and joined again.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString, mark_safe

from catalog.drawing import offer_card
from catalog.member_side import MemberSide, Slots
from catalog.models import Cycle, Offer
from catalog.queries import offer_cards
from catalog.queries.offer_cards import CardValues
from catalog.queries.offers import OfferFacts
from todock.lib.pages.release import kept_key

#: Seconds for which cards are kept. Their key carries the revision, so they are never stale.
KEPT_SECONDS = 24 * 60 * 60
#: Where a slot is. PostgreSQL keeps no NUL, so no text holds it.
_SLOT = SafeString("\0slot\0")


class Marks(NamedTuple):
    """Where in the text the slots are. ``action`` to ``action_end`` is the kept default."""

    classes: int
    flag: int
    notes: int
    action: int
    action_end: int


class Row(NamedTuple):
    """Cards one after another: their text, the marks and the facts of each."""

    html: str
    marks: tuple[Marks, ...]
    facts: tuple[OfferFacts, ...]


NO_CARDS = Row("", (), ())


def draw(values: CardValues) -> Row:
    """Draw one card."""
    parts = offer_card.drawn(values, _SLOT).split(_SLOT)
    return Row("".join(parts), (Marks(*accumulate(map(len, parts[:-1]))),), (values.facts(),))


def join(rows: Sequence[Row]) -> Row:
    """Put cards one after another."""
    starts = accumulate((len(row.html) for row in rows), initial=0)
    return Row(
        "".join(row.html for row in rows),
        tuple(
            Marks(*(mark + start for mark in marks))
            for row, start in zip(rows, starts, strict=False)
            for marks in row.marks
        ),
        tuple(facts for row in rows for facts in row.facts),
    )


def fill(row: Row, slots: dict[int, Slots]) -> str:
    """Return the text of the cards with the slots filled."""
    parts, done, html = [], 0, row.html
    for marks, facts in zip(row.marks, row.facts, strict=True):
        slot = slots.get(facts.offer_id)
        if slot is None:
            continue
        parts += (
            html[done : marks.classes],
            slot.classes,
            html[marks.classes : marks.flag],
            slot.flag,
            html[marks.flag : marks.notes],
            slot.notes,
            html[marks.notes : marks.action],
        )
        done = marks.action
        if slot.action is not None:
            parts.append(slot.action)
            done = marks.action_end
    parts.append(html[done:])
    return "".join(parts)


def show(request: HttpRequest, side: MemberSide, row: Row, *, eager: int = 0) -> SafeString:
    """Return the cards as this member sees them, ready for a template.

    The pictures of the first ``eager`` cards are loaded at once, the others when they come near.
    """
    slots = side.slots(row.facts) if row.facts else {}
    return with_token(request, fill(row, slots).replace(offer_card.LAZY, "", eager))


def with_token(request: HttpRequest, html: str) -> SafeString:
    """Put the token against forged requests where what is kept left room for it."""
    if offer_card.CSRF_MARK in html:
        html = html.replace(offer_card.CSRF_MARK, get_token(request))
    return mark_safe(html)  # noqa: S308 (templates of ours)


def kept(cycle: Cycle, offer_ids: Sequence[int]) -> Row:
    """Return the cards of these offers of ``cycle``, in this order, from the cache where it can.

    One question to the cache, and one query for what it does not hold. Offers that do not exist
    are left out.
    """
    keys = {_key(cycle, offer_id): offer_id for offer_id in offer_ids}
    found = {keys[key]: Row(*values) for key, values in cache.get_many(keys).items()}
    missing = [offer_id for offer_id in offer_ids if offer_id not in found]
    if missing:
        offers = Offer.objects.filter(pk__in=missing).order_by()
        drawn = {values.offer_id: draw(values) for values in offer_cards.read(offers)}
        cache.set_many(
            {_key(cycle, offer_id): tuple(row) for offer_id, row in drawn.items()}, KEPT_SECONDS
        )
        found.update(drawn)
    return join([found[offer_id] for offer_id in offer_ids if offer_id in found])


def card_html(request: HttpRequest, side: MemberSide, offer: Offer) -> SafeString:
    """Return the card of one offer as this member sees it now: what htmx swaps in."""
    return show(request, side, kept(offer.cycle, [offer.pk]))


def _key(cycle: Cycle, offer_id: int) -> str:
    return kept_key("card", cycle.pk, cycle.revision, offer_id)
