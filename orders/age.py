"""The birth date that alcohol needs: asked for once, then remembered in the session."""

from datetime import date

from django.http import HttpRequest

_KEY = "birth_date_matched"


def remembered(request: HttpRequest) -> date | None:
    """Return the member's birth date if it was typed rightly in this session, else None."""
    if request.member is None or request.session.get(_KEY) != request.member.pk:
        return None
    return request.member.born_on


def remember(request: HttpRequest, born_on: date | None) -> None:
    """Note in the session that ``born_on`` is the member's; a wrong date is not noted.

    The session keeps the fact, not the date.
    """
    if born_on == request.member.born_on and remembered(request) is None:
        request.session[_KEY] = request.member.pk
