"""The page of order numbers, as it is filled in."""

from members.models import Member
from orders.models import OrderLine

URL = "/order/numbers/"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{URL}"}


def rows(*typed: tuple[str, str], do: str = "check", confirmed: list[str] | None = None) -> dict:
    data = {
        "do": do,
        "number": [number for number, _quantity in typed],
        "quantity": [quantity for _number, quantity in typed],
    }
    return data | ({"confirmed": confirmed} if confirmed is not None else {})


def quantities(member: Member) -> dict[str, int]:
    lines = OrderLine.objects.filter(order__member=member)
    return dict(lines.values_list("offer__order_number", "quantity"))
