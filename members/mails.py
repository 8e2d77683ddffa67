"""The words of the mails of members; they register themselves by being imported."""

from members.card import mails as card
from members.registration import mails as registration

__all__ = ["card", "registration"]
