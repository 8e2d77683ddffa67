"""The staff site of members, by noun."""

from members.card import staff as card
from members.registration import staff as registration
from members.staff import logs, members, places

__all__ = ["card", "logs", "members", "places", "registration"]
