"""The staff site of the feeds."""

from todock.feeds.staff import files, row_problems

__all__ = ["files", "row_problems"]
