"""What ``manage.py check`` says of the settings of card numbers.

Migrating asks it, too, and so every release.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from members.card import barcodes, numbers

#: Pixels of the narrowest phone that the card is drawn for.
NARROWEST = 320
#: Length of the column of the number.
_LONGEST = 20


@register
def check_card(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return why the settings make no card number, or none that can be drawn and told apart."""
    return list(_number()) or list(_bars())


def _number() -> Iterator[CheckMessage]:
    if settings.CARD_PREFIX and not (
        settings.CARD_PREFIX.isascii() and settings.CARD_PREFIX.isdecimal()
    ):
        yield Error(
            "The number of a card has digits only.",
            hint="Set CARD_PREFIX to digits, or leave it empty.",
            id="members.E001",
        )
        return
    if settings.CARD_ISSUE_DIGITS < 1:
        yield Error(
            "A card that is replaced keeps its number, so a lost one is not refused.",
            hint="Set CARD_ISSUE_DIGITS to at least 1.",
            id="members.E002",
        )
    made = len(numbers.number("0", 1))
    if made != settings.CARD_NUMBER_LENGTH:
        yield Error(
            f"The number of a card has {made} digits, and {settings.CARD_NUMBER_LENGTH} are set.",
            hint="Set CARD_NUMBER_LENGTH to the digits of CARD_PREFIX, MEMBER_NUMBER_DIGITS, "
            "CARD_ISSUE_DIGITS and CARD_CHECK_DIGIT together.",
            id="members.E003",
        )
    if made > _LONGEST:
        yield Error(
            f"The number of a card has {made} digits; {_LONGEST} can be kept.",
            hint="Set CARD_PREFIX, MEMBER_NUMBER_DIGITS or CARD_ISSUE_DIGITS to fewer digits.",
            id="members.E004",
        )


def _bars() -> Iterator[CheckMessage]:
    made = numbers.number("0", 1)
    if settings.CARD_SYMBOLOGY == "ean13" and (len(made), settings.CARD_CHECK_DIGIT) != (13, "ean"):
        yield Error(
            "EAN-13 has 13 digits, the last of which is its own check digit.",
            hint="Set CARD_CHECK_DIGIT=ean and make the number 13 digits long, "
            "or set CARD_SYMBOLOGY to code128 or nw7.",
            id="members.E005",
        )
        return
    drawn = barcodes.modules(made, settings.CARD_SYMBOLOGY)
    if len(drawn) > NARROWEST:
        yield Error(
            f"The bars are {len(drawn)} modules wide and do not fit a phone of {NARROWEST} pixels.",
            hint="Set CARD_SYMBOLOGY=code128, or shorten the number of the card.",
            id="members.E006",
        )
