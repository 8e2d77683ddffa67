"""A year of points, as the shop systems would tell it for one date, and what was delivered lately.

Receipts (`sales`) and points (`point_entries`) of every member who has not left, up to the day
before; and for some members what they ordered in the cycles of the last weeks. Pure: chance is a
digest of who, when and what, so that the same date gives the same rows. Branches are invented.
"""

import calendar
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from . import people, tables
from .source import read_data
from .tables import Table
from .weeks import DAY, WEEK, Cycle, past_cycles

#: Weekly cycles before the closed one in which members ordered on this site.
PAST_WEEKS = 8
YEN_PER_POINT = 330
RECYCLING_POINTS = 5
#: 佐藤さん won them at the opening of a rebuilt branch, a year ago: they end with this month.
PRIZE_POINTS = 740
#: Days in which points of a shop are still pending.
PENDING_DAYS = 2
RETURNED_DAYS_AGO = 40
_RETURNED_YEN = 990
_LEFT = "3"
#: Months in which everybody buys twice as much: お盆 and the end of the year.
_FESTIVE = frozenset({8, 12})
#: Code and name of the branches, by the first digits of the members' postcodes.
SHOPS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "00": (("301", "西町店"), ("302", "北十条店")),
    "06": (("302", "北十条店"), ("303", "花川店")),
    "07": (("311", "末広店"), ("312", "神楽店")),
    "08": (("321", "木野店"), ("322", "札内店")),
}


@dataclass(frozen=True)
class Habit:
    """How a member shops: visits a week, one of these, and yen before tax on each."""

    visits: tuple[int, ...]
    least: int
    most: int


HABITS = {
    people.SATO_NUMBER: Habit((2, 3, 3), 600, 2_400),
    people.SUZUKI_NUMBER: Habit((1, 1, 2), 600, 2_400),
    people.KENICHI_NUMBER: Habit((1,), 400, 1_800),
}
_OTHERS = Habit((0, 1, 1), 500, 3_200)

# (order number, quantity): what everybody takes each week, and what is chosen from besides.
_EVERY_WEEK = (("120451", 2), ("130117", 1))  # 北海道牛乳, 山食パン
_NOW_AND_THEN = (
    *("120463", "120478", "120515", "140206", "140213", "150032", "210344", "210518"),
    *("310105", "310112", "320033", "410221", "410236", "610315"),
)
#: Who had deliveries in the last weeks, and how many articles besides.
DELIVERED = {
    people.SATO_NUMBER: 7,
    "1000000057": 5,
    "1000000073": 6,
    "1000000217": 3,
    "1000000353": 4,
}


@dataclass(frozen=True)
class Receipt:
    """A receipt and its points. Yen before tax; None is no purchase. 0 points are no row."""

    number: str
    member_number: str
    at: datetime
    shop: tuple[str, str]
    ex_tax: int | None
    points: int


def sales(today: date) -> Table:
    """The receipts of all shops and of the delivery, the oldest first."""
    rows = [
        _sale(each.number, each.member_number, each.at, "1", each.shop[1], each.ex_tax)
        for each in _receipts(today)
        if each.ex_tax is not None
    ]
    return sorted([*rows, *_deliveries(today)], key=lambda row: (row["取引日時"], row["取引番号"]))


def point_entries(today: date) -> Table:
    """The points of all shops, the oldest first; those of the last days are pending (P)."""
    pending_from = today - PENDING_DAYS * DAY
    rows = []
    for each in _receipts(today):
        on = each.at.date()
        pending = on >= pending_from and each.points > 0
        if each.points:
            rows.append(
                {
                    "取引番号": each.number,
                    "組合員番号": each.member_number,
                    "取引日時": tables.instant(each.at),
                    "区分": "P" if pending else "E",
                    "ポイント": str(each.points),
                    "店舗コード": each.shop[0],
                    "店舗名": each.shop[1],
                    "対象額": "" if each.ex_tax is None else str(each.ex_tax),
                    "有効期限": "" if pending else tables.day(_expires_on(on)),
                }
            )
    return sorted(rows, key=lambda row: (row["取引日時"], row["取引番号"]))


def begins_on(today: date, months: int = 12) -> date:
    """The first day of the month so many months before that of `today`."""
    month = today.year * 12 + today.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)


def cycles_before(today: date) -> tuple[Cycle, ...]:
    """The cycles that were delivered before the closed one, the oldest first."""
    return past_cycles(today, tables.course_weekdays(), PAST_WEEKS)


def offers(cycle: Cycle) -> Table:
    """What of a past cycle somebody ordered."""
    wanted = {number for member in DELIVERED for number in lines(cycle.code, member)}
    return [row for row in tables.offers(cycle) if row["注文番号"] in wanted]


def lines(cycle_code: str, member_number: str) -> dict[str, int]:
    """Pieces by order number that a member ordered in a past cycle."""
    chosen = sorted(_NOW_AND_THEN, key=lambda each: _chance(member_number, cycle_code, each))
    besides = chosen[: DELIVERED[member_number]]
    return {**dict(_EVERY_WEEK), **dict.fromkeys(besides, 1)}


def _receipts(today: date) -> Iterator[Receipt]:
    for row in read_data("members"):
        if row["status"] == _LEFT:
            continue
        number = row["member_number"]
        # Who can sign in has points of the month before, too, which have expired by now.
        first_day = begins_on(today, 13 if number in HABITS else 12)
        first_day = max(first_day, date.fromisoformat(row["joined_on"]))
        shops = SHOPS[row["postcode"][:2]]
        yield from _purchases(number, shops, first_day, today)
        yield from _recycling(number, shops[0], first_day, today)
        if number == people.SATO_NUMBER:
            yield _prize(number, shops[0], begins_on(today))
            yield _returned(number, shops[0], today)


def _purchases(
    number: str, shops: tuple[tuple[str, str], ...], first_day: date, today: date
) -> Iterator[Receipt]:
    habit = HABITS.get(number, _OTHERS)
    days = set(_visits(number, habit, first_day, today))
    if number == people.SATO_NUMBER:
        days.add(today - DAY)
    for on in sorted(days):
        shop = shops[_chance(number, on, "shop") % 4 == 0]
        ex_tax = habit.least + _chance(number, on, "yen") % (habit.most - habit.least)
        ex_tax *= 2 if on.month in _FESTIVE else 1
        yield _receipt(number, shop, on, "0", ex_tax, ex_tax // YEN_PER_POINT)


def _visits(number: str, habit: Habit, first_day: date, today: date) -> Iterator[date]:
    monday = first_day - first_day.weekday() * DAY
    while monday < today:
        visits = habit.visits[_chance(number, monday, "visits") % len(habit.visits)]
        first = _chance(number, monday, "first")
        for each in range(visits):
            on = monday + (first + 2 * each) % 7 * DAY
            if first_day <= on < today:
                yield on
        monday += WEEK


def _recycling(
    number: str, shop: tuple[str, str], first_day: date, today: date
) -> Iterator[Receipt]:
    """Milk cartons and newspapers that are brought back: points without a purchase."""
    if number not in HABITS and _chance(number, "recycles") % 3:
        return
    place = (shop[0], f"{shop[1]} 資源回収")
    for months in range(13, -1, -1):
        month = begins_on(today, months)
        on = month + _chance(number, month, "recycling") % 28 * DAY
        if first_day <= on < today:
            yield _receipt(number, place, on, "1", None, RECYCLING_POINTS)


def _prize(number: str, shop: tuple[str, str], month: date) -> Receipt:
    place = (shop[0], f"{shop[1]} 改装記念の抽選会")
    return _receipt(number, place, month + 13 * DAY, "2", None, PRIZE_POINTS)


def _returned(number: str, shop: tuple[str, str], today: date) -> Receipt:
    on = today - RETURNED_DAYS_AGO * DAY
    return _receipt(number, shop, on, "3", -_RETURNED_YEN, -(_RETURNED_YEN // YEN_PER_POINT))


def _receipt(
    number: str, shop: tuple[str, str], on: date, kind: str, ex_tax: int | None, points: int
) -> Receipt:
    minutes = _chance(number, on, f"minute {kind}") % 600
    return Receipt(
        number=f"{shop[0]}{on:%y%m%d}{number[-4:]}{kind}",
        member_number=number,
        at=datetime.combine(on, time(9, 30)) + timedelta(minutes=minutes),
        shop=shop,
        ex_tax=ex_tax,
        points=points,
    )


def _deliveries(today: date) -> Iterator[dict[str, str]]:
    """A year of deliveries as billed: those of the last cycles are what was ordered in them."""
    courses = {row["member_number"]: row["course_code"] for row in read_data("members")}
    for cycle in past_cycles(today, tables.course_weekdays(), 52):
        days = {window.course_code: window.delivers_on for window in cycle.windows}
        for number in DELIVERED:
            on = days[courses[number]]
            if begins_on(today) <= on < today:
                at = datetime.combine(on, time(20, 0))
                ex_tax = sum(
                    _prices()[each] * pieces for each, pieces in lines(cycle.code, number).items()
                )
                yield _sale(f"D{cycle.code}{number}", number, at, "2", "", ex_tax)


@cache
def _prices() -> dict[str, int]:
    """Yen before tax by order number: those of the closed cycle, whatever the date."""
    closed = tables.cycles_around(date(2026, 11, 4))[0]
    return {row["注文番号"]: int(row["本体価格"]) for row in tables.offers(closed)}


def _sale(
    number: str, member_number: str, at: datetime, business: str, place: str, ex_tax: int
) -> dict[str, str]:
    return {
        "取引番号": number,
        "組合員番号": member_number,
        "取引日時": tables.instant(at),
        "事業": business,
        "店舗名": place,
        "本体金額": str(ex_tax),
    }


def _expires_on(on: date) -> date:
    """The last day of the month twelve months later, as it is printed on the receipt."""
    return on.replace(year=on.year + 1, day=calendar.monthrange(on.year + 1, on.month)[1])


def _chance(*what: object) -> int:
    """A number that is the same for the same arguments, on every machine."""
    digest = hashlib.sha256("|".join(map(str, what)).encode()).digest()
    return int.from_bytes(digest[:4])
