"""The number of a card: how it is made, shown, and read back from a scanner.

CARD_PREFIX, the member number, CARD_ISSUE_DIGITS digits that count the issues, and a check digit:
every issue has another number, so a till knows a lost card by its number alone. No number comes
round again: when the digits of the issue are used up, the member has had her last card.
"""

import re

from django.conf import settings

from members.card.codes import DIGITS as CODE_DIGITS
from todock.lib import check_digits
from todock.lib.japanese.kana import digits_of, fold_code

#: Start and stop letters that a scanner may send along with NW-7.
_NW7_FRAME = re.compile(r"^([A-D])(?P<inside>[^A-D]+)([A-D])", re.IGNORECASE)


def number(member_number: str, issue: int) -> str:
    """Return the number of the ``issue``-th card of a member, with its check digit.

    Raises ValueError for an issue above :func:`most_issues`, and for a member number that is no
    number or longer than MEMBER_NUMBER_DIGITS: such a card would not be told from others.
    """
    if issue > most_issues():
        raise ValueError("the issue does not fit CARD_ISSUE_DIGITS")
    padded = member_number.zfill(settings.MEMBER_NUMBER_DIGITS)
    if not padded.isdecimal() or len(padded) != settings.MEMBER_NUMBER_DIGITS:
        raise ValueError("the member number does not fit MEMBER_NUMBER_DIGITS")
    count = str(most_issues() + issue - 1)[1:]
    made = f"{settings.CARD_PREFIX}{padded}{count}"
    return made + check_digits.BY_NAME[settings.CARD_CHECK_DIGIT](made)


def most_issues() -> int:
    """Return how many cards a member can have, one after the other, by CARD_ISSUE_DIGITS."""
    return 10**settings.CARD_ISSUE_DIGITS


def grouped(card_number: str) -> list[str]:
    """Return the digits in groups that a cashier can type: as under every EAN-13, else by four."""
    if settings.CARD_SYMBOLOGY == "ean13":
        return [card_number[:1], card_number[1:7], card_number[7:]]
    return [card_number[start : start + 4] for start in range(0, len(card_number), 4)]


def scanned(text: str) -> tuple[str, str]:
    """Return card number and minute code ('' without one) as a scanner or a cashier sends them.

    Full-width digits, blanks between the groups and the letters around NW-7 are welcome. The
    number is '' when ``text`` holds something else, or digits that were read wrongly.
    """
    folded = _NW7_FRAME.sub(r"\g<inside> ", fold_code(text))
    found = digits_of(folded)
    length = settings.CARD_NUMBER_LENGTH
    card_number, code = found[:length], found[length:]
    if len(card_number) < length or len(code) not in (0, CODE_DIGITS):
        return "", ""
    if not check_digits.fits(card_number, settings.CARD_CHECK_DIGIT):
        return "", ""
    return card_number, code
