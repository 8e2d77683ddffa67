"""Whom a person can call: what pages and mails say at their foot."""

from django.conf import settings
from django.utils.translation import gettext as _


def telephone_desk() -> dict[str, str]:
    """Return the number of the telephone desk and its hours, by the names of templates.

    Hours that are not those of the default are told as they are written, in every language.
    """
    return {
        "telephone_desk": settings.TELEPHONE_DESK,
        "telephone_desk_hours": _(settings.TELEPHONE_DESK_HOURS),
    }
