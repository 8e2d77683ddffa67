"""Coded reasons: codes for the log, words for staff and for the person they are told to."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise

#: A text in Japanese that is looked up when it is shown.
Words = str | Promise


class Reason(NamedTuple):
    """``label`` is what staff choose; ``text`` is what the person reads."""

    label: Words
    text: Words


def choices(reasons: dict[str, Reason]) -> Iterable[tuple[str, Words]]:
    """Return code and label of each, for a form of staff."""
    return [(code, reason.label) for code, reason in reasons.items()]


def text(reasons: dict[str, Reason], code: str) -> str:
    """Return what the person reads for ``code``."""
    return str(reasons[code].text)
