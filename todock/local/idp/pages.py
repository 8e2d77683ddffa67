"""The two pages of the local identity provider that are not allauth's."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todock.demo import accounts


def demo(request: HttpRequest) -> dict[str, object]:
    """Give every page the demo accounts, and the address of the site they are for."""
    return {
        "accounts": accounts.ACCOUNTS,
        "password": accounts.PASSWORD,
        "site_url": settings.SITE_URL,
    }


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, and who is signed in."""
    return render(request, "home.html")


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Accounts come from the code; nobody opens one here."""
    return render(request, "home.html", status=404)
