"""Pages of the staff site that show and change nothing."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class LookOnlyAdmin(admin.ModelAdmin):
    """Rows that staff look at and never change by hand: other systems are the masters."""

    actions = None
    # Counting the whole table beside what was found would read all of it.
    show_full_result_count = False

    class Media:
        """Wide lists wrap."""

        css = {"all": ["staff/admin.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits rows by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What happened is kept."""
        return False
