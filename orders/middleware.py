"""Puts the round on the request, next to the member."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from orders.queries import rounds


class RoundMiddleware:
    """Gives views ``request.round``: made when it is first asked, once a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.round = SimpleLazyObject(partial(rounds.begun, request))
        return self.get_response(request)
