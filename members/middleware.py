"""Puts the member of the signed-in user on the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from members.sign_in.actions import sign_ins


class MemberMiddleware:
    """Sets ``request.member``: the member tied to the sign-in, or None.

    Costs no query of its own: the authentication backend loads the member with the user.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.member = request.user.as_member if request.user.is_authenticated else None
        response = self.get_response(request)
        # A session gets its last key at the end of a sign-in.
        sign_ins.follow(request)
        return response
