"""What every page may say: of the house itself, of the round and what is on the order."""

from django.http import HttpRequest

from todock.lib.pages.contact import telephone_desk


def contact(request: HttpRequest) -> dict:
    """Give templates the telephone desk and its hours."""
    return telephone_desk()


def round_now(request: HttpRequest) -> dict:
    """Give templates ``round``. Nothing is read until one asks: error pages need no database.

    A view that speaks of another cycle puts its own ``round`` into the context.
    """
    return {"round": getattr(request, "round", None)}
