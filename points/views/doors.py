"""Who may see a page of points."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from todock.lib.htmx import go_to


def for_members(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead visitors to the sign-in and new sign-ins to 本人確認, and back to this page."""

    @wraps(view)
    def members_only(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.member is None:
            here = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
            door = reverse("members:link") if request.user.is_authenticated else settings.LOGIN_URL
            return go_to(request, f"{door}?{urlencode({'next': here})}")
        return view(request, *args, **kwargs)

    return members_only
