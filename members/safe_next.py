"""Where somebody goes on to after a sign-in or 本人確認."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request: HttpRequest) -> str:
    """Return the path in ``next`` (POST before GET), or ``/`` for anything that is not ours.

    Only a path of this site counts, never another host; and never the sign-in itself, which
    would lead in a circle.
    """
    found = request.POST.get("next") or request.GET.get("next") or "/"
    ours = found.startswith("/") and url_has_allowed_host_and_scheme(found, allowed_hosts=None)
    circles = (reverse("account_login"), reverse("account_logout"), "/accounts/", "/me/link/")
    return found if ours and len(found) < 2000 and not found.startswith(circles) else "/"
