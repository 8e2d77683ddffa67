"""Every step of every application, for staff who answer for it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from members.joining.models import ApplicationEvent
from todock.lib.pages.paging import EstimatingPaginator
from todock.lib.staff.look_only import LookOnlyAdmin


@admin.register(ApplicationEvent)
class ApplicationEventAdmin(LookOnlyAdmin):
    """Every step of every application: who decided what."""

    list_display = ["at", "application", "step", "reason", "by"]
    list_filter = ["step", "at"]
    list_select_related = ["application", "by"]
    ordering = ["-pk"]
    paginator = EstimatingPaginator
    search_fields = ["application__number__exact", "by__name"]
    search_help_text = _("申込番号か、職員の名前でさがします。")
    fields = ["at", "application", "step", "from_state", "to_state", "reason", "by"]
