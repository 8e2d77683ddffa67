"""The code on the card that changes every minute (RFC 6238).

Nothing of it is stored: the secret comes from SECRET_KEY and the random seed of the card, so
neither the database alone nor a photograph of the screen makes the next code.
"""

import base64
import secrets
from datetime import datetime
from enum import StrEnum

from django.utils.crypto import constant_time_compare, salted_hmac
from pyotp import TOTP

DIGITS = 6
SECONDS = 60
#: Minutes that a code is good for: its own, and one more for a customer who is slow.
GOOD_MINUTES = 2
#: Minutes in which a code is known for one that was shown: an old page, not a guess.
KNOWN_MINUTES = 30


class Verdict(StrEnum):
    """What a code says of the screen that it was read from."""

    VALID = "valid"
    STALE = "stale"
    WRONG = "wrong"


def new_seed() -> str:
    """Return a random seed for a card that is being issued."""
    return secrets.token_hex(32)


def code(seed: str, *, at: datetime) -> str:
    """Return the code of the minute of ``at``."""
    return _totp(seed).at(at)


def seconds_left(*, at: datetime) -> int:
    """Return for how many seconds the code of ``at`` is still shown: 1 to 60."""
    return SECONDS - int(at.timestamp()) % SECONDS


def judge(seed: str, typed: str, *, at: datetime) -> Verdict:
    """Compare ``typed`` with the codes that the card with this seed has shown until ``at``."""
    totp = _totp(seed)
    for age in range(KNOWN_MINUTES + 1):
        if constant_time_compare(totp.at(at, counter_offset=-age), typed):
            return Verdict.VALID if age < GOOD_MINUTES else Verdict.STALE
    return Verdict.WRONG


def _totp(seed: str) -> TOTP:
    made = salted_hmac("members.card.codes", seed, algorithm="sha256").digest()
    return TOTP(base64.b32encode(made).decode("ascii"), digits=DIGITS, interval=SECONDS)
