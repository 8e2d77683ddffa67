"""Answers that suit both a page load and a swap by htmx."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether htmx will swap the answer into a page, rather than show it as one."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Lead the browser to ``url``: 303, or the header that makes htmx load the whole page.

    A redirect would be followed inside the swap, and a sign-in page would land in a card.
    """
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer
