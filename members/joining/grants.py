"""Which applications this browser may open: those whose link it opened, or whose code it typed.

Kept in the session, which the server holds; the browser has only its key. A grant ends
JOIN_GRANT_HOURS after the link was opened, when the visitor closes the application, and when
somebody signs in: several people may use one browser.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest

from members.joining.models import Application, ConsentDocument
from todock.lib import clock

#: Applications of one browser; the oldest gives way.
MOST = 5
#: Pairs of a public id and the second since 1970 in which its grant ends, the newest last.
_GRANTED = "application_grants"
_AWAITED = "application_awaited"


def grant(request: HttpRequest, application: Application) -> None:
    """Let this browser open ``application`` for JOIN_GRANT_HOURS from now."""
    key = str(application.public_id)
    ends_at = clock.now() + timedelta(hours=settings.JOIN_GRANT_HOURS)
    others = [pair for pair in _good(request) if pair[0] != key]
    request.session[_GRANTED] = [*others, [key, int(ends_at.timestamp())]][-MOST:]
    if not request.user.is_authenticated:
        # A key that somebody slipped to the browser before opens nothing now.
        request.session.cycle_key()


def forget(request: HttpRequest) -> None:
    """Let this browser open nothing any more, and wait for no mail."""
    request.session.pop(_GRANTED, None)
    request.session.pop(_AWAITED, None)


def granted_keys(request: HttpRequest) -> list[str]:
    """Return the public ids of the applications that this browser may open, the newest last."""
    return [key for key, _ends_at in _good(request)]


def application_or_404(request: HttpRequest, public_id: UUID) -> Application:
    """Return the application if this browser, or the member signed in, may open it.

    Raises Http404 for all others, as for one that does not exist or is erased.
    """
    found = Application.objects.filter(public_id=public_id, erased_at=None).first()
    if found is None or not (_is_granted(request, found) or _is_own(request, found)):
        raise Http404
    return found


def open_application(request: HttpRequest) -> Application | None:
    """Return the newest application that this browser may open and that has not ended, or None."""
    rows = Application.objects.filter(public_id__in=granted_keys(request), erased_at=None)
    rows = rows.exclude(decided_at__isnull=False)
    return max(rows, key=lambda row: row.pk, default=None)


def await_code(
    request: HttpRequest,
    *,
    email: str,
    application: Application | None,
    agreed: Iterable[ConsentDocument] = (),
) -> None:
    """Remember for whose mail this browser waits, and what was ``agreed`` to in it.

    ``application`` is None where nothing was begun.
    """
    request.session[_AWAITED] = {
        "email": email,
        "application": str(application.public_id) if application else "",
        "agreed": [document.pk for document in agreed],
    }


def awaited_email(request: HttpRequest) -> str:
    """Return the address that was typed at the start; '' where none was."""
    return request.session.get(_AWAITED, {}).get("email", "")


def awaited_application(request: HttpRequest) -> Application | None:
    """Return the application whose code may be typed here, or None."""
    key = _awaited_key(request)
    return Application.objects.filter(public_id=key, erased_at=None).first() if key else None


def agreed_here(request: HttpRequest, application: Application) -> dict[ConsentDocument, bool]:
    """Return what was agreed to in this browser when ``application`` was begun in it.

    Nothing for one that was begun elsewhere: its mail may have reached somebody else.
    """
    if _awaited_key(request) != str(application.public_id):
        return {}
    keys = request.session[_AWAITED].get("agreed", [])
    return dict.fromkeys(ConsentDocument.objects.filter(pk__in=keys), True)


def _good(request: HttpRequest) -> list[list]:
    now = clock.now().timestamp()
    return [pair for pair in request.session.get(_GRANTED, []) if pair[1] > now]


def _awaited_key(request: HttpRequest) -> str:
    return request.session.get(_AWAITED, {}).get("application", "")


def _is_granted(request: HttpRequest, application: Application) -> bool:
    return str(application.public_id) in granted_keys(request)


def _is_own(request: HttpRequest, application: Application) -> bool:
    """Whether a member who is signed in asked for the delivery. A decided join is not opened so."""
    own = request.member is not None and application.member_id == request.member.pk
    return own and application.kind == Application.Kind.DELIVERY
