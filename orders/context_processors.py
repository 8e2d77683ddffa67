"""What every page may say of the round: its deadline, and what is on the order."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from orders.queries import rounds


def round_now(request: HttpRequest) -> dict:
    """Give templates ``round``. Nothing is read until one asks: error pages need no database."""
    return {"round": SimpleLazyObject(lambda: rounds.current(request))}
