"""Who may see a page of members, and where somebody goes on to afterwards."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from todock.lib.pages.htmx import go_to

#: Characters of an address that is led back to.
_LONGEST = 2000


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
    first = settings.IDENTITY_URL if request.user.is_authenticated else settings.LOGIN_URL
    return f"{first}?{urlencode({'next': next_url})}"


def way_back(request: HttpRequest, default: str, anchor: str = "") -> str:
    """Return the page from which the form came: ``next``, else the referring page, else default.

    Only the path counts, so that nothing leads to another site; an address that is not ours is
    passed over, so that its path is not looked for here. ``anchor`` is added where there is none.
    """
    for url in (request.POST.get("next", ""), _current(request), default):
        if url and _is_ours(request, url):
            parts = urlsplit(url)
            # One slash at the front: two would name another site.
            path = "/" + parts._replace(scheme="", netloc="").geturl().lstrip("/")
            return path if parts.fragment or not anchor else f"{path}#{anchor}"
    return "/"


def safe_next(request: HttpRequest) -> str:
    """Return the path in ``next`` (POST before GET), or ``/`` for anything that is not ours.

    For the ways through the sign-in: never the sign-in itself, which would lead in a circle.
    """
    found = request.POST.get("next") or request.GET.get("next") or "/"
    ours = found.startswith("/") and url_has_allowed_host_and_scheme(found, allowed_hosts=None)
    circles = (
        reverse("account_login"),
        reverse("account_logout"),
        "/accounts/",
        settings.IDENTITY_URL,
    )
    return found if ours and len(found) < _LONGEST and not found.startswith(circles) else "/"


def _is_ours(request: HttpRequest, url: str) -> bool:
    return len(url) <= _LONGEST and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def _current(request: HttpRequest) -> str:
    if request.htmx and request.htmx.current_url:
        return request.htmx.current_url
    return request.headers.get("Referer", "")
