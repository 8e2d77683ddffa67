"""Which applications this browser may open: those whose link it opened, or whose code it typed.

Kept in the session, which the server holds; the browser has only its key.
"""

from uuid import UUID

from django.http import Http404, HttpRequest

from members.models import Application

#: Applications of one browser; the oldest gives way.
MOST = 5
_GRANTED = "applications"
_AWAITED = "application_awaited"


def grant(request: HttpRequest, application: Application) -> None:
    """Let this browser open ``application`` from now on."""
    key = str(application.public_id)
    others = [each for each in granted_keys(request) if each != key]
    request.session[_GRANTED] = [*others, key][-MOST:]
    if not request.user.is_authenticated:
        # A key that somebody slipped to the browser before opens nothing now.
        request.session.cycle_key()


def granted_keys(request: HttpRequest) -> list[str]:
    """Return the public ids of the applications that this browser may open, the newest last."""
    return request.session.get(_GRANTED, [])


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


def await_code(request: HttpRequest, *, email: str, application: Application | None) -> None:
    """Remember for whose mail this browser waits; None where nothing was begun."""
    key = str(application.public_id) if application else ""
    request.session[_AWAITED] = {"email": email, "application": key}


def awaited_email(request: HttpRequest) -> str:
    """Return the address that was typed at the start; '' where none was."""
    return request.session.get(_AWAITED, {}).get("email", "")


def awaited_application(request: HttpRequest) -> Application | None:
    """Return the application whose code may be typed here, or None."""
    key = request.session.get(_AWAITED, {}).get("application", "")
    return Application.objects.filter(public_id=key, erased_at=None).first() if key else None


def _is_granted(request: HttpRequest, application: Application) -> bool:
    return str(application.public_id) in granted_keys(request)


def _is_own(request: HttpRequest, application: Application) -> bool:
    """Whether a member who is signed in asked for the delivery. A decided join is not opened so."""
    own = request.member is not None and application.member_id == request.member.pk
    return own and application.kind == Application.Kind.DELIVERY
