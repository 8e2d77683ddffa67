"""Whom a person can call: what pages and mails say at their foot."""

from django.conf import settings


def telephone_desk() -> dict[str, str]:
    """Return the number of the telephone desk and its hours, by the names of templates."""
    return {
        "telephone_desk": settings.TELEPHONE_DESK,
        "telephone_desk_hours": settings.TELEPHONE_DESK_HOURS,
    }
