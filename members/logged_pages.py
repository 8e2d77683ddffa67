"""Pages of the staff site that show personal data, and write down to whom."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.http import HttpRequest, HttpResponse

from members import access_log
from members.models import AccessLog
from todock.lib import clock
from todock.lib.staff.look_only import LookOnlyAdmin


def log_looks(request: HttpRequest, subject: AccessLog.Subject, keys: Iterable[object]) -> None:
    """Write down that the page shows what ``subject`` has of each of ``keys``."""
    access_log.log_each(
        by=request.user,
        act=AccessLog.Act.LOOK,
        subject=subject,
        keys=[str(key) for key in keys],
        at=clock.now(),
    )


class LoggedAdmin(LookOnlyAdmin):
    """Rows with personal data: every list and every look at a row is written down."""

    # Counts beside every condition would read the table again for each.
    show_facets = admin.ShowFacets.NEVER
    #: What the rows speak of.
    access_subject: AccessLog.Subject
    #: Conditions of the list whose values name no person; of the others the log has the name only.
    plain_conditions: frozenset[str] = frozenset()

    def access_key(self, row: Any) -> str:
        """Return what a row is called in the log: never a person."""
        return str(row.pk)

    def log_access(self, request: HttpRequest, act: AccessLog.Act, key: str) -> None:
        """Write down that somebody sees what this page shows."""
        access_log.log(
            by=request.user, act=act, subject=self.access_subject, key=key, at=clock.now()
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list, once it is written down."""
        response = super().changelist_view(request, extra_context)
        if response.status_code == 200:
            self.log_access(request, AccessLog.Act.LIST, self._conditions(request))
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, obj: Any = None, **kw: Any
    ) -> HttpResponse:
        """Show a row, once it is written down."""
        if obj is not None:
            self.log_access(request, AccessLog.Act.LOOK, self.access_key(obj))
        return super().render_change_form(request, context, *args, obj=obj, **kw)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show what was done to a row here; its title names the row."""
        response = super().history_view(request, object_id, extra_context)
        if response.status_code == 200:
            row = self.get_object(request, object_id)
            self.log_access(request, AccessLog.Act.LOOK, self.access_key(row))
        return response

    def _conditions(self, request: HttpRequest) -> str:
        """Return which list it was: ``state=all q``."""
        plain = self.plain_conditions | {ORDER_VAR, PAGE_VAR}
        return " ".join(
            f"{name}={value}" if name in plain else name
            for name, value in request.GET.items()
            if value
        )
