"""The staff site of members, by noun."""

from members.admin import applications, cards, logs, members, places, requests

__all__ = ["applications", "cards", "logs", "members", "places", "requests"]
