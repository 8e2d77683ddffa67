"""What a member chose on a list: conditions, order and page, read from the address."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from catalog.models import TemperatureZone
from catalog.models.product import ALLERGEN_POSITIONS
from todock.lib.japanese.kana import fold_code

RECOMMENDED, BEFORE, CHEAP, DEAR, NUMBER = "", "before", "cheap", "dear", "number"
#: Nobody chooses more of one kind; a longer address is cut here.
_MOST = 30
_HIGHEST_PRICE = 10_000_000


@dataclass(frozen=True)
class Choice:
    """Conditions all hold at once; several zones mean any of them."""

    zones: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    #: Positions of allergens that must not be contained.
    free: tuple[int, ...] = ()
    #: Leave out, too, what says nothing of the allergens in ``free``.
    certain: bool = False
    #: Yen with tax.
    low: int | None = None
    high: int | None = None
    #: Only what this member ordered before.
    before: bool = False
    #: Only what can be ordered now.
    orderable: bool = False
    sort: str = RECOMMENDED
    page: int = 1
    #: What was searched for; '' on a category page.
    text: str = ""

    @classmethod
    def read(cls, query: QueryDict, *, member: bool) -> "Choice":
        """Read an address. What makes no sense in it is left out, never refused."""
        low, high = _yen(query.get("low", "")), _yen(query.get("high", ""))
        if low is not None and high is not None and low > high:
            low, high = high, low
        sort = query.get("sort", RECOMMENDED)
        return cls(
            zones=tuple(sorted(_numbers(query, "zone") & set(TemperatureZone.values))),
            tags=tuple(sorted(set(query.getlist("tag")[:_MOST]))),
            free=tuple(sorted(_numbers(query, "free") & set(range(1, ALLERGEN_POSITIONS + 1)))),
            certain=query.get("certain") == "1",
            low=low,
            high=high,
            before=member and query.get("before") == "1",
            orderable=query.get("open") == "1",
            sort=sort if sort in sorts_of(member=member) else RECOMMENDED,
            page=max(1, min(_number(query.get("page", "")) or 1, 100_000)),
            text=query.get("q", "").replace("\0", "").strip()[:100],
        )

    @property
    def personal(self) -> bool:
        """Whether what is shown depends on the member, and so is never kept."""
        return self.before or self.sort == BEFORE

    @property
    def query(self) -> str:
        """The address of this choice, from the question mark on; '' when nothing is chosen."""
        pairs: list[tuple[str, object]] = [("q", self.text)] if self.text else []
        pairs += [("zone", zone) for zone in self.zones]
        pairs += [("tag", tag) for tag in self.tags]
        pairs += [("free", position) for position in self.free]
        flags = {"certain": self.certain, "before": self.before, "open": self.orderable}
        pairs += [(name, 1) for name, chosen in flags.items() if chosen]
        single = {"low": self.low, "high": self.high, "sort": self.sort or None}
        pairs += [(name, value) for name, value in single.items() if value is not None]
        if self.page > 1:
            pairs.append(("page", self.page))
        return f"?{urlencode(pairs)}" if pairs else "?"

    def at_page(self, page: int) -> "Choice":
        """Return the same choice at another page."""
        return replace(self, page=page)

    def without_conditions(self) -> "Choice":
        """Return the choice with everything shown."""
        return Choice(sort=self.sort, text=self.text)


def sorts_of(*, member: bool) -> tuple[str, ...]:
    """Return the orders in which a list can stand; members have one more."""
    return (RECOMMENDED, *([BEFORE] if member else []), CHEAP, DEAR, NUMBER)


def _numbers(query: QueryDict, name: str) -> set[int]:
    found = (_number(value) for value in query.getlist(name)[:_MOST])
    return {number for number in found if number is not None}


def _number(text: str) -> int | None:
    """Read a whole number as people type it: full-width, with commas or 円."""
    digits = fold_code(text[:20]).replace(",", "").removesuffix("円").strip()
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _yen(text: str) -> int | None:
    number = _number(text)
    return None if number is None else min(number, _HIGHEST_PRICE)
