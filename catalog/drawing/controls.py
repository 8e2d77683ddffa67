"""The button that orders an item: the same on every card and page."""

from functools import cache

from django.urls import reverse
from django.utils.safestring import SafeString

from todock.lib.pages.holes import filled

#: What is swapped for the answer, by the place in which a control stands.
TARGETS = {"card": ".card", "line": ".line", "detail": ".order-box"}


def order_url(cycle_code: str, order_number: str) -> str:
    """Return the address to which a quantity of this offer is posted."""
    return f"{_orders_root()}{cycle_code}/lines/{order_number}/"


def order_button(
    *, cycle_code: str, order_number: str, name: str, csrf: str, place: str = "card"
) -> SafeString:
    """Draw the button 注文する, which orders one piece."""
    return filled(
        "components/controls/order_button.html",
        {
            "url": order_url(cycle_code, order_number),
            "order_number": order_number,
            "name": name,
            "csrf": csrf,
        },
        place=place,
        large=place == "detail",
        target=TARGETS[place],
    )


@cache
def _orders_root() -> str:
    # The app above us answers there; only its name is known here.
    return reverse("orders:order")
