"""Health, and pages for what went wrong."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from django.views.static import serve

from todock import health
from todock.lib.pages.contact import telephone_desk


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives. Touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready when PostgreSQL answers; the other rooms are reported, not depended on."""
    report = health.report()
    answers = report["postgresql"] == "ok"
    return JsonResponse(
        {**report, "overdue_windows": health.overdue_windows()}, status=200 if answers else 503
    )


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture from the folder, on machines without a bucket. Raises Http404."""
    try:
        return serve(request, path, settings.MEDIA_ROOT)
    except OSError as error:  # such as a name longer than a file may have
        raise Http404 from error


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a form whose protection token is too old, and how to go on."""
    return render(request, "errors/form_expired.html", status=403)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this page is not for this sign-in, with a way on."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the page is not there, with ways on."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the page cannot be shown now, and keep what was typed for another try.

    While the database is away this is 503, anything else is our own fault and 500. Asks neither
    the database nor the session.
    """
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    answer = HttpResponse(closed_page(request), status=503 if away else 500)
    if away:
        answer["Retry-After"] = "5"
    return answer


def closed_page(request: HttpRequest) -> str:
    """Draw the page for a moment without the database; a form that was sent can be sent again."""
    # A file that was chosen cannot be put back into a form.
    is_form = request.method == "POST" and not request.FILES
    kept = [
        (name, value)
        for name, values in (request.POST.lists() if is_form else [])
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {
        **telephone_desk(),
        "action": request.get_full_path(),
        "is_form": is_form,
        "kept": kept,
        "csrf_token": get_token(request),
    }
    return render_to_string("errors/500.html", context)
