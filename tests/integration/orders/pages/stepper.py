"""The stepper of an offer, as a page sends it."""

from django.urls import reverse

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/catalog/0101/"}


def url_of(offer) -> str:
    return reverse("orders:set_quantity", args=[offer.cycle.code, offer.order_number])
