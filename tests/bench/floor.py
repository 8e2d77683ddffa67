"""The floor: the least that a signed-in page and a change could cost on this stack.

The page: the usual middleware, signed in, two queries, 48 cards taken from the cache as one
text. The change: the usual middleware and two UPDATEs.
"""

from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

CARDS_KEY = "bench:floor:48-cards"


def page(request: HttpRequest) -> HttpResponse:
    """Answer 48 cards that are one string in the cache; user and session are the two queries."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    return HttpResponse(cache.get(CARDS_KEY))


@require_POST
@transaction.atomic
def change(request: HttpRequest) -> HttpResponse:
    """Update an order and one of its lines of the signed-in member."""
    order = int(request.POST["order"])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_order SET updated_at = now() WHERE id = %s AND member_id = %s",
            [order, request.member.pk],
        )
        cursor.execute(
            "UPDATE orders_orderline SET quantity = %s WHERE id = %s",
            [int(request.POST["quantity"]), int(request.POST["line"])],
        )
    return HttpResponse("ok")
