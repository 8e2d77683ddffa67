"""The stepper and the order button as strings: a list draws 48 of them.

The components are the only source of the markup: each is rendered once with placeholders, and
the placeholders are filled in by ``str.format`` (a template costs 40 times as much).
"""

from functools import cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

#: What is swapped for the answer, by the place in which a control stands.
TARGETS = {"card": ".card", "line": ".line", "detail": ".order-box"}


def line_url(cycle_code: str, order_number: str) -> str:
    """Return the address to which a quantity of this offer is posted."""
    return f"{_orders_root()}{cycle_code}/lines/{order_number}/"


def stepper(
    *,
    cycle_code: str,
    order_number: str,
    name: str,
    quantity: int,
    csrf: str,
    full: bool = False,
    place: str = "card",
) -> SafeString:
    """Draw −, the number and ＋. ``full``: a limit is reached, and ＋ is off."""
    return mark_safe(  # noqa: S308 (every value is escaped)
        _form("components/stepper.html", place, full).format(
            url=line_url(cycle_code, order_number),
            order_number=order_number,
            name=escape(name),
            quantity=quantity,
            csrf=csrf,
        )
    )


def order_button(
    *, cycle_code: str, order_number: str, name: str, csrf: str, place: str = "card"
) -> SafeString:
    """Draw the button 注文する, which orders one piece."""
    return mark_safe(  # noqa: S308 (every value is escaped)
        _form("components/order_button.html", place).format(
            url=line_url(cycle_code, order_number),
            order_number=order_number,
            name=escape(name),
            csrf=csrf,
        )
    )


def _form(template: str, place: str, full: bool = False) -> str:
    return with_holes(
        template,
        ("url", "order_number", "name", "quantity", "csrf"),
        full=full,
        place=place,
        large=place == "detail",
        target=TARGETS[place],
    )


@cache
def with_holes(template: str, holes: tuple[str, ...], **context: object) -> str:
    """Render a component once with a hole for each name, to be filled by ``str.format``.

    What is filled in must be escaped already.
    """
    return render_to_string(template, {**context, **{name: f"{{{name}}}" for name in holes}})


@cache
def _orders_root() -> str:
    return reverse("orders:order")
