"""Allergens as members register them, and which of these an item contains.

A member's allergens are kept by code: the position in the column of the ``products`` feed, as
text. What a product says of an allergen has three states (docs/domain.md rule 10).
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog.models import Allergen, Product

State = Product.AllergenState


class Warned(NamedTuple):
    """An allergen that a member registered: where an item says something of it, and its name."""

    position: int
    name: str


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the allergens to choose from as (group, [(code, name)]): the law's and the others."""
    groups = {True: _("表示の義務があるもの"), False: _("表示がすすめられているもの")}
    found = list(Allergen.objects.all())
    return [
        (title, [(str(each.position), each.name) for each in found if each.mandatory is mandatory])
        for mandatory, title in groups.items()
    ]


def of_codes(codes: Iterable[str]) -> list[Warned]:
    """Return the allergens of ``codes``; one that has left the list is left out. One query."""
    positions = [int(code) for code in codes if code.isdecimal()]
    rows = Allergen.objects.filter(position__in=positions) if positions else []
    return [Warned(each.position, each.name) for each in rows]


def contained(warned: Iterable[Warned], states: str) -> list[str]:
    """Return the names of those that ``states`` (Product.allergens) says are in the item."""
    return _with_state(warned, states, State.CONTAINS)


def unknown(warned: Iterable[Warned], states: str) -> list[str]:
    """Return the names of those of which the maker gives no information; none for no food."""
    return _with_state(warned, states, State.UNKNOWN)


def _with_state(warned: Iterable[Warned], states: str, state: State) -> list[str]:
    return [each.name for each in warned if states[each.position - 1 : each.position] == state]
