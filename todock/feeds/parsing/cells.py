"""Types of cells: how the text of one is read, and what staff are told where it cannot be.

Cells reach a type stripped and not empty. Every message is Japanese.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Annotated, Any

from django.utils.translation import gettext as _

from todock.lib.dates import JAPAN
from todock.lib.japanese.kana import fold_code, widen_kana

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,9})?")
_INSTANT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")
_CONTROLS = re.compile("[\x00-\x1f\x7f]")
_CONTROLS_BUT_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Wrong(Exception):
    """What is wrong with a cell or a row; ``column`` is the Japanese name where it is another's."""

    def __init__(self, message: str, column: str = "") -> None:
        self.message, self.column = message, column
        super().__init__(message)


class Cell:
    """Base of the cell types: reads the text of a cell, and knows its type in PostgreSQL."""

    sql = "text"

    def read(self, text: str) -> Any:
        """Return the value of a cell; raises :class:`Wrong`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Cell):
    """Text for people, at most ``max_length`` characters; half-width kana becomes full-width."""

    max_length: int
    lines: bool = False

    def read(self, text: str) -> str:
        value = widen_kana(text)
        if len(value) > self.max_length:
            raise Wrong(
                _("%(most)d文字までです（%(length)d文字あります）。")
                % {"most": self.max_length, "length": len(value)}
            )
        if not value.isprintable():
            if (_CONTROLS_BUT_LINES if self.lines else _CONTROLS).search(value):
                raise Wrong(_("改行や制御文字は入れられません。"))
            value = value.replace("\r\n", "\n")
        return value


@dataclass(frozen=True)
class CodeText(Cell):
    """A code: NFKC-folded. ``digits`` demands exactly so many digits (zeros in front kept)."""

    max_length: int = 40
    digits: int | None = None
    pattern: str | None = None

    def read(self, text: str) -> str:
        value = fold_code(text)
        if self.digits is not None and not (
            len(value) == self.digits and value.isascii() and value.isdigit()
        ):
            raise Wrong(_("%(digits)d桁の数字で書いてください。") % {"digits": self.digits})
        if len(value) > self.max_length:
            raise Wrong(
                _("%(most)d文字までです（%(length)d文字あります）。")
                % {"most": self.max_length, "length": len(value)}
            )
        if not value.isprintable() or (self.pattern and not re.fullmatch(self.pattern, value)):
            raise Wrong(_("コードの形が違います。"))
        return value


@dataclass(frozen=True)
class Digits(CodeText):
    """A code of which only digits are kept, ``most`` of them: people write them in many ways."""

    most: int = 15

    def read(self, text: str) -> str:
        return "".join(filter(str.isdigit, super().read(text)))[: self.most]


@dataclass(frozen=True)
class Whole(Cell):
    """A whole number from ``least`` to ``most``."""

    least: int = 0
    most: int = 2_147_483_647
    sql = "bigint"

    def read(self, text: str) -> int:
        value = fold_code(text)
        if not _INTEGER.fullmatch(value):
            raise Wrong(_("整数ではありません。"))
        number = int(value)
        if number < self.least:
            if self.least == 0:
                raise Wrong(_("マイナスにはできません。"))
            raise Wrong(_("%(least)d以上で書いてください。") % {"least": self.least})
        if number > self.most:
            raise Wrong(_("%(most)d以下で書いてください。") % {"most": self.most})
        return number


@dataclass(frozen=True)
class Number(Cell):
    """A decimal number from ``least`` to ``most`` with at most ``places`` places."""

    least: Decimal | int = 0
    most: Decimal | int = 999_999_999
    places: int = 3
    sql = "numeric"

    def read(self, text: str) -> Decimal:
        value = fold_code(text)
        if not _DECIMAL.fullmatch(value):
            raise Wrong(_("数ではありません。"))
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise Wrong(_("数ではありません。")) from None
        if not self.least <= number <= self.most:
            raise Wrong(
                _("%(least)sから%(most)sまでで書いてください。")
                % {"least": self.least, "most": self.most}
            )
        if -number.normalize().as_tuple().exponent > self.places:
            raise Wrong(_("小数は%(places)d桁までです。") % {"places": self.places})
        return number


class FlagCell(Cell):
    """0 or 1."""

    sql = "boolean"

    def read(self, text: str) -> bool:
        value = fold_code(text)
        if value == "1":
            return True
        if value == "0":
            return False
        raise Wrong(_("0か1で書いてください。"))


class Choice(Cell):
    """One of the codes of ``values``, read as what it stands for: ``Choice({"1": "ambient"})``."""

    def __init__(self, values: Mapping[str, str | int]) -> None:
        self.values = dict(values)
        self.sql = "bigint" if all(isinstance(v, int) for v in values.values()) else "text"

    def read(self, text: str) -> str | int:
        try:
            return self.values[fold_code(text)]
        except KeyError:
            raise Wrong(
                _("%(codes)s のどれかで書いてください。") % {"codes": "・".join(self.values)}
            ) from None


@cache
def _day(value: str) -> date | None:
    if len(value) != 8 or not (value.isascii() and value.isdigit()):
        return None
    try:
        day = date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2199 else None


class DateCell(Cell):
    """A day as ``YYYYMMDD``, from 1900 to 2199: a date, never an instant."""

    sql = "date"

    def read(self, text: str) -> date:
        day = _day(fold_code(text))
        if day is None:
            raise Wrong(_("ありえない日付です（20261125 のように8桁で書いてください）。"))
        return day


@lru_cache(maxsize=20_000)
def _instant(value: str) -> datetime | None:
    # Rows of one day share their minutes: most are found here.
    if not _INSTANT.fullmatch(value):
        return None
    try:
        local = datetime.fromisoformat(value).replace(tzinfo=JAPAN)
    except ValueError:
        return None
    return local.astimezone(UTC) if 1900 <= local.year <= 2199 else None


class InstantCell(Cell):
    """An instant as ``YYYY-MM-DD HH:MM`` in Japan time, read as UTC."""

    sql = "timestamptz"

    def read(self, text: str) -> datetime:
        instant = _instant(fold_code(text))
        if instant is None:
            raise Wrong(_("ありえない日時です（2026-11-25 13:00 のように書いてください）。"))
        return instant


Code = Annotated[str, CodeText()]
Yen = Annotated[int, Whole(0, 99_999_999)]
Count = Annotated[int, Whole(0, 9_999_999)]
Flag = Annotated[bool, FlagCell()]
DateYMD = Annotated[date, DateCell()]
InstantJST = Annotated[datetime, InstantCell()]
