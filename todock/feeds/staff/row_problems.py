"""Problems of rows for staff, who are written down with what of people they see."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from todock.feeds.models import FeedFile, RowProblem
from todock.lib import clock
from todock.lib.staff.look_only import LookOnlyAdmin


@admin.register(RowProblem)
class RowProblemAdmin(LookOnlyAdmin):
    """Problems of rows, to search and filter."""

    list_display = ["feed_file", "line", "column", "value", "message", "severity"]
    list_filter = ["severity", "column"]
    list_select_related = ["feed_file"]
    search_fields = ["feed_file__name", "value", "message"]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list, once it is written down of whose files it shows cells."""
        response = super().changelist_view(request, extra_context)
        if response.status_code == 200:
            shown = response.context_data["cl"].result_list
            write_down(request, {problem.feed_file for problem in shown})
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, obj: Any = None, **kw: Any
    ) -> HttpResponse:
        """Show a problem, once it is written down."""
        if obj is not None:
            write_down(request, [obj.feed_file])
        return super().render_change_form(request, context, *args, obj=obj, **kw)


def write_down(request: HttpRequest, files: Iterable[FeedFile]) -> None:
    """Have it written down that cells of the rows of ``files`` are shown."""
    import_string(settings.FEEDS_SHOWN)(files=files, by=request.user, at=clock.now())
