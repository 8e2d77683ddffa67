"""The staff site of members, by noun."""

from members.admin import members

__all__ = ["members"]
