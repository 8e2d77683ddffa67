"""The staff site of orders."""

from orders.staff import orders

__all__ = ["orders"]
