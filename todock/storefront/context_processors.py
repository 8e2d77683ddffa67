"""What every page may say: of the house itself, of the round and what is on the order."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from orders.queries import rounds
from todock.lib.contact import telephone_desk


def contact(request: HttpRequest) -> dict:
    """Give templates the telephone desk and its hours."""
    return telephone_desk()


def round_now(request: HttpRequest) -> dict:
    """Give templates ``round``. Nothing is read until one asks: error pages need no database."""
    return {"round": SimpleLazyObject(lambda: rounds.current(request))}
