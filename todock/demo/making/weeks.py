"""The demo calendar: three cycles around a date, with their windows for every course.

In the real world only the planning system knows the calendar, and it tells us by a feed. Here
this module is that system. A course orders on its weekday, the window closes the day after at
13:00, and the van comes a week after the weekday. All instants are naive Japan time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
DEADLINE = time(13, 0)
EARLY_DEADLINE = time(20, 0)
PUBLISHED = time(6, 0)
GAP = timedelta(hours=1)


@dataclass(frozen=True)
class Window:
    """When one course may order in one cycle, and when the goods come."""

    course_code: str
    opens_at: datetime
    closes_at: datetime
    delivers_on: date


@dataclass(frozen=True)
class Cycle:
    """One weekly sales plan. `letter` is C (just closed), O (open) or P (preview)."""

    letter: str
    code: str
    label: str
    published_at: datetime
    windows: tuple[Window, ...]

    @property
    def first_deadline(self) -> datetime:
        """The earliest deadline of any course: what closes early closes before this."""
        return min(window.closes_at for window in self.windows)


def demo_cycles(today: date, courses: Iterable[tuple[str, int]]) -> tuple[Cycle, Cycle, Cycle]:
    """The closed, the open and the preview cycle for `today`; courses are (code, ISO weekday).

    Real cycles turn over course by course. The demo's open cycle starts its order week tomorrow
    instead, so that whatever the day, every course can order and no deadline falls on `today`.
    """
    course_list = tuple(courses)
    closed, current, preview = (
        _cycle(letter, today, weeks, course_list)
        for letter, weeks in (("C", -1), ("O", 0), ("P", 1))
    )
    return closed, current, preview


def past_cycles(today: date, courses: Iterable[tuple[str, int]], count: int) -> tuple[Cycle, ...]:
    """The `count` cycles before the closed one of `today`, the oldest first; sold like that one."""
    course_list = tuple(courses)
    return tuple(_cycle("C", today, -1 - weeks, course_list) for weeks in range(count, 0, -1))


def cycle_name(delivery_week: date) -> tuple[str, str]:
    """Code and label of a cycle, from any day of the week of its first deliveries."""
    monday = delivery_week - timedelta(days=delivery_week.weekday())
    week_of_month = (monday.day - 1) // 7 + 1
    return f"{monday:%Y%m}{week_of_month}", f"{monday.month}月{week_of_month}回"


def _cycle(letter: str, today: date, weeks: int, courses: tuple[tuple[str, int], ...]) -> Cycle:
    code, label = cycle_name(today + (weeks + 1) * WEEK)
    first_order_day = today + DAY + weeks * WEEK
    return Cycle(
        letter=letter,
        code=code,
        label=label,
        published_at=datetime.combine(first_order_day - WEEK, PUBLISHED),
        windows=tuple(_window(course, weekday, today, weeks) for course, weekday in courses),
    )


def _window(course_code: str, weekday: int, today: date, weeks: int) -> Window:
    closes_at = _deadline(weekday, today, weeks)
    course_day = _course_day(weekday, today, weeks)
    return Window(
        course_code=course_code,
        opens_at=_deadline(weekday, today, weeks - 1) + GAP,
        closes_at=closes_at,
        delivers_on=course_day + WEEK,
    )


def _course_day(weekday: int, today: date, weeks: int) -> date:
    """The order day: today or within the six days after it in the open cycle (weeks = 0)."""
    ahead = (weekday - today.isoweekday()) % 7
    return today + timedelta(days=ahead) + weeks * WEEK


def _deadline(weekday: int, today: date, weeks: int) -> datetime:
    course_day = _course_day(weekday, today, weeks)
    if course_day + DAY == today:
        # A regular deadline would fall on today and split the day; the feed may move it.
        return datetime.combine(course_day, EARLY_DEADLINE)
    return datetime.combine(course_day + DAY, DEADLINE)
