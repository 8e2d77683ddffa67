"""What a list is a list of: a category, or what a search found, with ways on."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse

from catalog.models import Cycle, Offer
from catalog.queries import listed_offers
from catalog.queries.listed_offers import ListedOffer
from catalog.queries.tree import Branch, Tree, tree_of
from catalog.search import find

#: Seconds for which finds are kept: a synonym that staff add is felt soon after.
FINDS_KEPT_SECONDS = find.KEPT_SECONDS
_MOST_SUGGESTIONS = 6


@dataclass
class Place:
    """What a list is a list of: a category or the finds of a search."""

    title: str
    entries: Sequence[ListedOffer]
    tree: Tree
    branch: Branch | None = None
    #: Categories that the finds are in, with their number: (branch, number).
    suggestions: list[tuple[Branch, int]] = field(default_factory=list)
    #: Words close to one that found nothing.
    near: list[str] = field(default_factory=list)
    #: More was found than anybody pages through.
    more: bool = False

    @property
    def url(self) -> str:
        """The address without a choice."""
        if self.branch is None:
            return reverse("catalog:search")
        return reverse("catalog:category", args=[self.branch.code])

    @property
    def kinds(self) -> "Kinds":
        """The categories to go on to: beneath this one, or beside it when it is the last."""
        branch = self.branch
        if branch.children or branch.parent is None:
            return Kinds(branch, branch.children)
        return Kinds(branch.parent, branch.parent.children)


class Kinds(NamedTuple):
    """Categories one beside the other, and the one that holds them all."""

    whole: Branch
    branches: list[Branch]


def of_category(
    cycle: Cycle, code: str, *, products: Collection[int] | None = None
) -> Place | None:
    """Read a category with everything beneath it; None when it holds nothing.

    ``products``: only offers of these, such as those that the member ordered before.
    """
    tree = tree_of(cycle)
    branch = tree.by_code.get(code)
    if branch is None:
        return None
    where = Q(product__category_id__in=branch.category_ids)
    if products is not None:
        where &= Q(product_id__in=products)
    return Place(branch.name, listed_offers.read(cycle, where), tree, branch=branch)


def of_search(cycle: Cycle, text: str) -> Place:
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


def order_number(cycle: Cycle, text: str) -> str | None:
    """Return the order number that was typed if ``cycle`` has it (withdrawn ones say so)."""
    number = find.order_number(text)
    if number and Offer.objects.filter(cycle=cycle, order_number=number).exists():
        return number
    return None
