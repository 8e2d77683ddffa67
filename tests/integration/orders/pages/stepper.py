"""The stepper of an offer, as a page sends it."""

from django.urls import reverse

from members.models import Member
from orders.models import OrderLine

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/catalog/0101/"}


def url_of(offer) -> str:
    return reverse("orders:set_quantity", args=[offer.cycle.code, offer.order_number])


def quantity_of(member: Member, offer) -> int:
    line = OrderLine.objects.filter(order__member=member, offer=offer).first()
    return line.quantity if line else 0
