"""本人確認: what people type for numbers and days, and when wrong tries lock."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from todock.lib.kana import fold_code

#: Year before the first year of each era, by its kanji and its letter.
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_BY_MARK = {mark: year for name, year in ERAS.items() for mark in (name, name[0])} | dict(
    zip("MTSHR", ERAS.values(), strict=True)
)
_SEPARATORS = re.compile(r"[\s\-・.,/ー_()]")
_WESTERN = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})")
_JAPANESE = re.compile(
    r"(明治|大正|昭和|平成|令和|[明大昭平令MTSHR])\W*"
    r"(?:(\d{1,2}|元)\D+(\d{1,2})\D+(\d{1,2})\D*|(\d{2})(\d{2})(\d{2}))"
)


def digits(typed: str) -> str:
    """Return the digits of a number as people type it; '' when there is anything else.

    Full-width digits, blanks, hyphens and brackets are welcome.
    """
    bare = _SEPARATORS.sub("", fold_code(typed))
    return bare if bare.isascii() and bare.isdigit() else ""


def day(typed: str) -> date | None:
    """Return the day that was typed, or None.

    1955-3-1, 1955年3月1日, 19550301, 昭和30年3月1日, S30.3.1, S300301; full-width as well.
    """
    text = unicodedata.normalize("NFKC", typed).strip().upper()
    if found := _WESTERN.fullmatch(text):
        return _day(*(int(part) for part in found.groups() if part))
    if found := _JAPANESE.fullmatch(text):
        era, *rest = (part for part in found.groups() if part)
        year, month, day_of_month = (1 if part == "元" else int(part) for part in rest)
        return _day(_ERA_BY_MARK[era] + year, month, day_of_month)
    return None


def _day(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None


def locked_until(
    failed_at: Sequence[datetime], *, tries: int, minutes: int, at: datetime
) -> datetime | None:
    """Return until when wrong tries at the instants ``failed_at`` lock, or None at ``at``.

    ``tries`` of them within ``minutes`` lock for ``minutes`` from the last of them.
    """
    span = timedelta(minutes=minutes)
    instants = sorted(failed_at)
    locks = [
        last + span
        for first, last in zip(instants, instants[tries - 1 :], strict=False)
        if last - first < span
    ]
    return max((until for until in locks if until > at), default=None)
