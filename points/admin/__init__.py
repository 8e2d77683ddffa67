"""The staff site of points, by noun."""

from points.admin import accounts, adjustments, rules, sales, transactions

__all__ = ["accounts", "adjustments", "rules", "sales", "transactions"]
