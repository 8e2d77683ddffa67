"""Check digits: what tells a number that was read or typed wrongly from a right one."""

from collections.abc import Callable


def ean(digits: str) -> str:
    """Return the check digit of GS1: weights 3 and 1 from the right."""
    weighted = sum(int(digit) * (1 + 2 * (place % 2 == 0)) for place, digit in _from_right(digits))
    return str(-weighted % 10)


def luhn(digits: str) -> str:
    """Return the check digit of ISO/IEC 7812-1: every second digit from the right doubled."""
    doubled = (int(digit) * (1 + (place % 2 == 0)) for place, digit in _from_right(digits))
    return str(-sum(sum(divmod(value, 10)) for value in doubled) % 10)


def none(digits: str) -> str:
    """Return no check digit at all."""
    return ""


#: By the names that settings use.
BY_NAME: dict[str, Callable[[str], str]] = {"ean": ean, "luhn": luhn, "none": none}


def fits(number: str, name: str) -> bool:
    """Say whether the last digit of ``number`` is its check digit; any number fits ``none``."""
    last = -1 if name != "none" else len(number)
    return BY_NAME[name](number[:last]) == number[last:]


def _from_right(digits: str) -> enumerate:
    return enumerate(reversed(digits))
