"""Who may see a page of orders, and the way back to where a form was sent from."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from todock.lib.htmx import go_to


def for_members(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead visitors to the sign-in and new sign-ins to 本人確認, and back to this page."""

    @wraps(view)
    def members_only(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.member is None:
            here = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
            return go_to(request, way_in(request, here))
        return view(request, *args, **kwargs)

    return members_only


def way_in(request: HttpRequest, next_url: str) -> str:
    """Return where a visitor signs in, or a new sign-in becomes a member, before ``next_url``."""
    door = reverse("members:link") if request.user.is_authenticated else settings.LOGIN_URL
    return f"{door}?{urlencode({'next': next_url})}"


def way_back(request: HttpRequest, default: str, anchor: str = "") -> str:
    """Return the page from which the form came: ``next``, else the referring page, else default.

    Only addresses of this site count. ``anchor`` is added where the address has none.
    """
    for url in (request.POST.get("next", ""), _current(request), default):
        if url and is_ours(request, url):
            parts = urlsplit(url)
            # One slash at the front: two would name another site.
            path = "/" + parts._replace(scheme="", netloc="").geturl().lstrip("/")
            return path if parts.fragment or not anchor else f"{path}#{anchor}"
    return "/"


def is_ours(request: HttpRequest, url: str) -> bool:
    """Say whether ``url`` leads to a page of this site."""
    return len(url) <= 2000 and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def _current(request: HttpRequest) -> str:
    if request.htmx and request.htmx.current_url:
        return request.htmx.current_url
    return request.headers.get("Referer", "")
