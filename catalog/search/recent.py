"""前にさがした言葉: the last few searches of a sign-in, in a cookie of the browser session.

Not in the session table: a search is a look, and a look writes nothing. The cookie is signed for
the session, so that after a sign-out the next person does not see it.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "todock_searched"
_MOST = 5
_LONGEST = 40


def words(request: HttpRequest) -> list[str]:
    """Return what was searched for, newest first."""
    kept = request.COOKIES.get(COOKIE, "")
    if not kept:
        return []
    try:
        return signing.loads(kept, salt=_salt(request))
    except signing.BadSignature:
        return []


def remember(request: HttpRequest, response: HttpResponse, text: str) -> None:
    """Put ``text`` in front of what was searched for."""
    before = words(request)
    if not text or len(text) > _LONGEST or before[:1] == [text]:
        return
    kept = [text, *(word for word in before if word != text)][:_MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=_salt(request), compress=True),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _salt(request: HttpRequest) -> str:
    return f"catalog.search.recent:{request.session.session_key or ''}"
