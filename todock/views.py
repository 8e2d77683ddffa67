"""Health, and pages for what went wrong."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todock import health


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives. Touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready when PostgreSQL answers; the other rooms are reported, not depended on."""
    report = health.report()
    return JsonResponse(report, status=200 if report["postgresql"] == "ok" else 503)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a form whose protection token is too old, and how to go on."""
    return render(request, "errors/form_expired.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the page is not there, with ways on."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without the database, which may be what is missing."""
    return HttpResponse(health.closed_page(), status=503, content_type="text/html; charset=utf-8")
