"""Puts the round on the request, next to the member."""

from collections.abc import Callable
from functools import cache, partial

from django.http import HttpRequest, HttpResponse

from orders.queries import rounds


class RoundMiddleware:
    """Gives views ``request.round()``: made when it is first called, once a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.round = cache(partial(rounds.begun, request))
        return self.get_response(request)
