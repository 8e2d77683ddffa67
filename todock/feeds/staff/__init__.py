"""The staff site of the feeds."""

from todock.feeds.staff import files

__all__ = ["files"]
