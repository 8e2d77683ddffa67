"""What ``manage.py check`` says of the settings of member numbers.

Migrating asks it, too, and so every release.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from members.actions import member_numbers


@register
def check_member_numbers(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Return why the settings make no member numbers."""
    found = re.fullmatch(r"([0-9]+)-([0-9]+)", settings.MEMBER_NUMBER_RANGE)
    first, last = map(int, found.groups()) if found else (1, 0)
    if first <= last and len(member_numbers.whole(last)) == settings.MEMBER_NUMBER_DIGITS:
        return []
    return [
        Error(
            f"MEMBER_NUMBER_RANGE={settings.MEMBER_NUMBER_RANGE} gives no numbers of "
            f"{settings.MEMBER_NUMBER_DIGITS} digits.",
            hint="Set it to the first and the last number without their check digits, such as "
            "200000000-299999999.",
            id="members.E007",
        )
    ]
