"""The language of a page: the one that the person chose, or Japanese.

What the browser says it likes is not asked: browsers of our members are often set to English by
whoever sold them, and a shop that changes its language by itself is a shop that cannot be read
out over the telephone.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

#: Pages of staff are in Japanese whatever was chosen on the same computer.
STAFF_PATHS = ("/admin/", "/counter/")


class LanguageMiddleware:
    """Gives every page the language of the cookie; it lasts until the answer is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.LANGUAGE_CODE = chosen(request)
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ["Cookie"])
        return response


def chosen(request: HttpRequest) -> str:
    """Return the code of the language in which ``request`` is answered."""
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if asked not in dict(settings.LANGUAGES) or request.path.startswith(STAFF_PATHS):
        return settings.LANGUAGE_CODE
    return asked


@csrf_exempt  # the choice stands in parts of a page that are kept for everybody, without a token
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language of the form in the cookie and go back to the page that asked (POST).

    A form of another site, and a language that is not one of ours, change nothing.
    """
    # In place of the token: browsers that do not say where a form comes from are believed.
    is_own = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if not is_own or request.POST.get("language") not in dict(settings.LANGUAGES):
        return redirect("/")
    return set_language(request)
