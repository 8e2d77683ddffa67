"""The staff site of points, by noun."""

from points.staff import accounts, adjustments, rules, runs, sales, transactions

__all__ = ["accounts", "adjustments", "rules", "runs", "sales", "transactions"]
