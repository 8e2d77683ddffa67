"""What every page says of the house itself."""

from django.conf import settings
from django.http import HttpRequest


def contact(request: HttpRequest) -> dict:
    """Give templates the telephone desk and its hours."""
    return {
        "telephone_desk": settings.TELEPHONE_DESK,
        "telephone_desk_hours": settings.TELEPHONE_DESK_HOURS,
    }
