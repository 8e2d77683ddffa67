"""The deadline bar, drawn afresh while a page stays open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def deadline(request: HttpRequest) -> HttpResponse:
    """Answer the bar of the cycle ``of``, by the server's clock."""
    round_now, code = request.round(), request.GET.get("of", "")
    if len(code) == 7 and code.isascii() and code.isdigit():
        round_now = round_now.turned_to(code)
    if round_now.cycle is None:
        return HttpResponse(status=204)
    return render(request, "frame/deadline.html", {"round": round_now})
