"""The deadline bar, drawn afresh while a page stays open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.drawing.member_side import round_of
from orders.queries import rounds


@require_safe
@never_cache
def deadline(request: HttpRequest) -> HttpResponse:
    """Answer the bar of the cycle ``of``, by the server's clock."""
    code = request.GET.get("of", "")
    if len(code) == 7 and code.isascii() and code.isdigit():
        round_of(request, code)
    if rounds.current(request).cycle is None:
        return HttpResponse(status=204)
    return render(request, "components/deadline.html")
