"""What people type about themselves, read as it is meant: pure, no database.

Every function takes a text as typed and returns its value, or None when it cannot be read. The
words of complaint belong to the forms.
"""

import re
import unicodedata
from datetime import date

from todock.lib.japanese import birthdays
from todock.lib.japanese.kana import digits_of, fold_code, to_katakana, widen_kana

#: Domains of mobile carriers that gave out addresses which RFC 5321 forbids: with dots side by
#: side, in front, or before the ＠.
CARRIERS = frozenset(
    [
        *("docomo.ne.jp", "ezweb.ne.jp", "au.com", "ido.ne.jp", "softbank.ne.jp"),
        *("i.softbank.jp", "vodafone.ne.jp", "disney.ne.jp", "ymobile.ne.jp"),
        *("emobile.ne.jp", "willcom.com", "pdx.ne.jp"),
    ]
)
_BLANKS = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_AROUND_PHONE = re.compile(r"[\s\-・.,/ー_()]")
#: Elevens: mobile phones, IP phones and the longer toll-free numbers; all others have ten digits.
_PHONE = re.compile(r"0(?:(?:[5-9]0|20)\d{8}|(?!(?:[5-9]0|20))[1-9]\d{8})")
#: Blanks and signs that names hold besides letters and marks.
_IN_NAMES = frozenset(" ・･-'’.")
_KANA = re.compile("[ァ-ヺー・ ]*[ァ-ヺ][ァ-ヺー・ ]*")
_LONG_SOUND = re.compile("(?<=[ァ-ヺー])[-‐‑‒–—―−－〜～]")
#: A voicing mark that some keyboards leave beside its kana: か and ゛ for が.
_LOOSE_MARK = re.compile("[ぁ-ヺ][\u3099\u309a]")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]+)")
_LONGEST_EMAIL = 254
_MONTH = re.compile(r"(.*?[0-9元]\D*?)\D([0-9]{1,2})\W*月?\W*")
_SHORT_MONTH = re.compile(r"([0-9]{4})([0-9]{2})|([^\W\d]+)([0-9]{2})([0-9]{2})")
_POINTS = re.compile(r"([0-9]{1,9})(?:ポイント|pt|p|円)?", re.IGNORECASE)
_BETWEEN_DIGITS = re.compile(r"[\s,、，]+")
_COUNT = re.compile(r"([0-9]{1,6})\s*[人名口]?")


def postcode(text: str) -> str | None:
    """Return seven digits: 〒063-0812, ０６３０８１２."""
    number = digits_of(text.replace("〒", ""))
    return number if len(number) == 7 else None


def phone(text: str) -> str | None:
    """Return the ten or eleven digits of a Japanese number: (011)234-5678, +81 90 1234 5678.

    Mobile (070, 080, 090), IP (050) and 0800 numbers have eleven digits, the others ten.
    """
    number = _AROUND_PHONE.sub("", fold_code(text))
    if number.startswith("+81"):
        number = "0" + number.removeprefix("+81").removeprefix("0")
    return number if number.isascii() and _PHONE.fullmatch(number) else None


def name(text: str) -> str | None:
    """Return a name with single blanks, its characters kept as written: 𠮷, 髙, 辻 with its IVS.

    Digits, controls and pictures are no part of a name.
    """
    text = " ".join(_composed(widen_kana(text)).split())
    letters = [character for character in text if unicodedata.category(character)[0] == "L"]
    if not letters or not all(map(_may_be_in_a_name, text)):
        return None
    return text


def kana(text: str) -> str | None:
    """Return a reading in full-width katakana: さとう, ｻﾄｳ and サトウ."""
    folded = to_katakana(" ".join(_composed(widen_kana(text)).replace("･", "・").split()))
    folded = _LONG_SOUND.sub("ー", folded)
    return folded if _KANA.fullmatch(folded) else None


def email(text: str) -> str | None:
    """Return an e-mail address, full-width letters folded and the domain in lower case.

    Addresses with dots where the RFC forbids them are taken at the carriers that gave them out.
    An address with other than Latin letters is none that we can write to: see :func:`is_foreign`.
    """
    address = _folded_email(text)
    local, at, domain = address.rpartition("@")
    domain = domain.lower()
    if not (at and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        return None
    if _has_forbidden_dots(local) and not _is_carrier(domain):
        return None
    address = f"{local}@{domain}"
    return address if len(address) <= _LONGEST_EMAIL else None


def is_foreign(text: str) -> bool:
    """Say whether what was typed for an e-mail address holds letters such as 日本語.jp."""
    return not _folded_email(text).isascii()


def email_key(address: str) -> str:
    """Return what addresses are compared by."""
    return address.lower()


def month(text: str) -> date | None:
    """Return the first day of a month: 令和5年4月, R5.4, 2023-04, 202304, also of a whole date."""
    if whole := birthdays.day(text):
        return whole.replace(day=1)
    folded = unicodedata.normalize("NFKC", text).strip()
    if found := _SHORT_MONTH.fullmatch(folded):
        western, western_month, era, year_of_era, era_month = found.groups()
        year = birthdays.year(western or era + year_of_era)
        return _first_day(year, western_month or era_month)
    if found := _MONTH.fullmatch(folded):
        return _first_day(birthdays.year(found[1]), found[2])
    return None


def count(text: str) -> int | None:
    """Return a count of people or share units: 2, ２, ２人, 10口."""
    found = _COUNT.fullmatch(fold_code(text).replace(",", ""))
    return int(found[1]) if found else None


def points(text: str) -> int | None:
    """Return a number of points as people write it: 1,200 １２００ 500ポイント."""
    found = _POINTS.fullmatch(_BETWEEN_DIGITS.sub("", unicodedata.normalize("NFKC", text)))
    return int(found[1]) if found else None


def member_number(text: str, *, digits: int) -> str | None:
    """Return a member number with the zeros in front, as the other systems write it."""
    number = digits_of(text)
    return number.zfill(digits) if number and len(number) <= digits else None


def code(text: str, *, digits: int) -> str | None:
    """Return a mailed code of exactly so many digits."""
    number = digits_of(text)
    return number if len(number) == digits else None


def _may_be_in_a_name(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" or character in _IN_NAMES


def _composed(text: str) -> str:
    """Join loose voicing marks only: NFC as a whole would replace kanji such as 神 and 﨑."""
    return _LOOSE_MARK.sub(lambda found: unicodedata.normalize("NFC", found.group()), text)


def _folded_email(text: str) -> str:
    return unicodedata.normalize("NFKC", _BLANKS.sub(" ", text).strip())


def _has_forbidden_dots(local: str) -> bool:
    return ".." in local or local.startswith(".") or local.endswith(".")


def _is_carrier(domain: str) -> bool:
    return any(domain == carrier or domain.endswith("." + carrier) for carrier in CARRIERS)


def _first_day(year: int | None, month_typed: str) -> date | None:
    if year is None or not 1 <= int(month_typed) <= 12:
        return None
    return date(year, int(month_typed), 1)
