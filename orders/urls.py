"""Addresses of orders. The path to read first: set_quantity, its view, its action, its tests."""

from django.urls import path, re_path

from orders.views import (
    deadline,
    history,
    lines,
    numbers,
    order,
    pending,
    points,
    purchases,
)

app_name = "orders"
urlpatterns = [
    re_path(
        r"^order/(?P<cycle>[0-9]{7})/lines/(?P<order_number>[0-9A-Za-z-]{1,10})/$",
        lines.set_quantity,
        name="set_quantity",
    ),
    path("order/", order.order, name="order"),
    path("order/numbers/", numbers.numbers, name="numbers"),
    path("order/numbers/row/<int:position>/", numbers.row, name="number_row"),
    path("order/pending/", pending.pending, name="pending"),
    path("order/deadline/", deadline.deadline, name="deadline"),
    re_path(r"^order/(?P<cycle>[0-9]{7})/$", order.order_of, name="order_of"),
    re_path(r"^order/(?P<cycle>[0-9]{7})/clear/$", order.clear, name="clear"),
    re_path(r"^order/(?P<cycle>[0-9]{7})/points/$", points.set_points, name="set_points"),
    path("purchases/", purchases.months, name="purchases"),
    path("purchases.csv", purchases.file, name="purchases_csv"),
    path("purchases/<str:month>/", purchases.month, name="purchases_month"),
    path("orders/", history.orders, name="history"),
    re_path(r"^orders/(?P<cycle>[0-9]{7})/$", history.closed_order, name="closed_order"),
]
