"""Amounts with their unit, as the language says them. What is only a number is in ``money``."""

from django.utils.translation import gettext, ngettext

from todock.lib import money


def in_yen(amount: int) -> str:
    """Return yen: 5,207円. What is taken away has its sign in front: −500円."""
    text = gettext("%(amount)s円") % {"amount": money.yen(abs(amount))}
    return f"−{text}" if amount < 0 else text


def in_points(amount: int) -> str:
    """Return points: 1,200ポイント."""
    return ngettext("%(amount)sポイント", "%(amount)sポイント", amount) % {
        "amount": money.yen(amount)
    }


def in_items(number: int) -> str:
    """Return a number of kinds of goods: 12品."""
    return ngettext("%(number)s品", "%(number)s品", number) % {"number": money.yen(number)}


def in_pieces(number: int) -> str:
    """Return a number of pieces: 3点."""
    return ngettext("%(number)s点", "%(number)s点", number) % {"number": money.yen(number)}
