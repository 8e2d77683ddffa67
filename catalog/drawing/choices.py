"""What a member chose on a list, in words: the conditions, one by one, and the orders."""

from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import TemperatureZone
from catalog.rules.filters import BEFORE, CHEAP, DEAR, NUMBER, RECOMMENDED, Choice, sorts_of
from todock.lib import money

_SORTS = {
    RECOMMENDED: gettext_lazy("おすすめ順"),
    BEFORE: gettext_lazy("前に注文した順"),
    CHEAP: gettext_lazy("安い順"),
    DEAR: gettext_lazy("高い順"),
    NUMBER: gettext_lazy("注文番号順"),
}


class Chip(NamedTuple):
    """A chosen condition in words, and the address without it."""

    words: str
    query: str


def sorts(*, member: bool) -> list[tuple[str, str]]:
    """Return the orders in which a list can stand: (value, words)."""
    return [(each, str(_SORTS[each])) for each in sorts_of(member=member)]


def chips(choice: Choice, allergen_names: dict[int, str]) -> list[Chip]:
    """Return what is chosen, one by one."""
    found = [
        _chip(choice, str(TemperatureZone(zone).label), zones=_without(choice.zones, zone))
        for zone in choice.zones
    ]
    found += [_chip(choice, tag, tags=_without(choice.tags, tag)) for tag in choice.tags]
    for position in choice.free:
        name = allergen_names.get(position, position)
        words = _("%(name)sを含む商品を除く") % {"name": name}
        found.append(_chip(choice, words, free=_without(choice.free, position)))
    if choice.free and choice.certain:
        found.append(_chip(choice, _("情報なしも除く"), certain=False))
    if choice.low is not None:
        words = _("%(yen)s円から") % {"yen": money.yen(choice.low)}
        found.append(_chip(choice, words, low=None))
    if choice.high is not None:
        words = _("%(yen)s円まで") % {"yen": money.yen(choice.high)}
        found.append(_chip(choice, words, high=None))
    if choice.before:
        found.append(_chip(choice, _("前に注文した商品"), before=False))
    if choice.orderable:
        found.append(_chip(choice, _("いま注文できる商品"), orderable=False))
    return found


def _chip(choice: Choice, words: str, **changes: object) -> Chip:
    return Chip(words, replace(choice, page=1, **changes).query)


def _without(chosen: tuple, one: object) -> tuple:
    return tuple(other for other in chosen if other != one)
