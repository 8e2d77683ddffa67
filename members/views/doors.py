"""Who may see a page of members."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


def for_members(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead visitors to the sign-in and new sign-ins to 本人確認, and back to this page."""

    @wraps(view)
    def members_only(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.member is None:
            door = reverse("members:link") if request.user.is_authenticated else settings.LOGIN_URL
            return redirect(f"{door}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return members_only
