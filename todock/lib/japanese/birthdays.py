"""Birth dates as people type them, with Western years and with years of the Japanese eras."""

import re
import unicodedata
from datetime import date

#: Year before the first year of each era.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_FIRST_DAYS = [
    date(1868, 1, 25),
    date(1912, 7, 30),
    date(1926, 12, 25),
    date(1989, 1, 8),
    date(2019, 5, 1),
]
#: (name, year before its first year, first day), the newest era first.
_BEGINNINGS = [
    (name, before, begins_on)
    for (name, before), begins_on in zip(_ERAS.items(), _FIRST_DAYS, strict=True)
][::-1]
#: By the name, its first kanji and its letter.
_ERA_BY_MARK = {mark: year for name, year in _ERAS.items() for mark in (name, name[0])} | dict(
    zip("MTSHR", _ERAS.values(), strict=True)
)
_ERA = r"(明治|大正|昭和|平成|令和|[明大昭平令MTSHR])"
_WESTERN = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})")
_JAPANESE = re.compile(
    rf"{_ERA}\W*(?:(\d{{1,2}}|元)\D+(\d{{1,2}})\D+(\d{{1,2}})\D*|(\d{{2}})(\d{{2}})(\d{{2}}))"
)
_YEAR = re.compile(rf"(?:{_ERA}\W*)?(\d{{1,4}}|元)\W*年?\W*")
#: 30 without its era is no year, and 昭和1955 is none.
_YEARS = range(1850, 2201)


def day(typed: str) -> date | None:
    """Return the day that was typed, or None.

    1955-3-1, 1955年3月1日, 19550301, 昭和30年3月1日, S30.3.1, S300301; full-width as well.
    """
    text = _folded(typed)
    if found := _WESTERN.fullmatch(text):
        return _day(*(int(part) for part in found.groups() if part))
    if found := _JAPANESE.fullmatch(text):
        era, year_of_era, month, day_of_month = (part for part in found.groups() if part)
        return _day(_western(era, year_of_era), int(month), int(day_of_month))
    return None


def year(typed: str) -> int | None:
    """Return the year that was typed as a Western one, or None: 1955年, 昭和30, 平成元年."""
    found = _YEAR.fullmatch(_folded(typed))
    western = _western(*found.groups()) if found else None
    return western if western in _YEARS else None


def era_year(on: date) -> str:
    """Return the year of a day as the Japanese era counts it: 昭和30年, 平成元年.

    Raises ValueError for days before 1868, which no living person needs.
    """
    found = next(
        ((name, before) for name, before, begins_on in _BEGINNINGS if on >= begins_on), None
    )
    if found is None:
        raise ValueError(f"no era is kept for {on}")
    name, before = found
    count = on.year - before
    return f"{name}{'元' if count == 1 else count}年"


def _folded(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip().upper()


def _western(era: str | None, year_of_era: str) -> int:
    return _ERA_BY_MARK.get(era, 0) + (1 if year_of_era == "元" else int(year_of_era))


def _day(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None
