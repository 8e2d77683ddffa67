"""Windows, orders, lines, events, limits, fees and past purchases."""

from orders.models.fee import FeeRule
from orders.models.limit import PurchaseLimit
from orders.models.order import Channel, Order, OrderEvent, OrderLine, OrderTotal, PointsMode
from orders.models.past import PastPurchase
from orders.models.window import OrderWindow

__all__ = [
    "Channel",
    "FeeRule",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderTotal",
    "OrderWindow",
    "PastPurchase",
    "PointsMode",
    "PurchaseLimit",
]
