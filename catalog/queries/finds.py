"""What a search leads to: an item by its order number, or a list of finds with ways on."""

from collections import Counter

from django.db.models import Q

from catalog.drawing.list_page import Place
from catalog.models import Cycle, Offer
from catalog.queries import listed_offers
from catalog.queries.tree import tree_of
from catalog.search import find

#: Seconds for which finds are kept: a synonym that staff add is felt soon after.
KEPT_SECONDS = find.KEPT_SECONDS
_MOST_SUGGESTIONS = 6


def order_number(cycle: Cycle, text: str) -> str | None:
    """Return the order number that was typed if ``cycle`` has it (withdrawn ones say so)."""
    number = find.order_number(text)
    if number and Offer.objects.filter(cycle=cycle, order_number=number).exists():
        return number
    return None


def search_place(cycle: Cycle, text: str) -> Place:
    """Read what ``text`` finds, in rank order, with the categories it is in or words near it."""
    ids, total = find.find(cycle=cycle, text=text)
    tree = tree_of(cycle)
    if not ids:
        return Place(text, [], tree, near=find.near_words(text))
    rank = {offer_id: index for index, offer_id in enumerate(ids)}
    entries = sorted(
        listed_offers.read(cycle, Q(pk__in=ids)), key=lambda entry: rank[entry.offer_id]
    )
    fullest = Counter(entry.category_id for entry in entries).most_common(_MOST_SUGGESTIONS)
    suggestions = [
        (tree.by_pk[category_id], number)
        for category_id, number in fullest
        if category_id in tree.by_pk
    ]
    return Place(text, entries, tree, suggestions=suggestions, more=total > len(ids))
