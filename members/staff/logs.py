"""What happened, for staff who answer for it: looks at personal data, changes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from members.logged_pages import LoggedAdmin
from members.models import AccessLog, MemberChange
from members.registration.actions.changes import FIELDS
from todock.lib.pages.paging import EstimatingPaginator
from todock.lib.staff.look_only import LookOnlyAdmin


@admin.register(AccessLog)
class AccessLogAdmin(LookOnlyAdmin):
    """Who looked at personal data of others, or let it out."""

    list_display = ["at", "by", "act", "subject", "key"]
    list_filter = ["subject", "act", "at"]
    list_select_related = ["by"]
    ordering = ["-pk"]
    paginator = EstimatingPaginator
    search_fields = ["key__exact", "by__name"]
    search_help_text = _("対象（申込番号など）か、見た人の名前でさがします。")
    fields = ["at", "by", "act", "subject", "key"]


@admin.register(MemberChange)
class MemberChangeAdmin(LoggedAdmin):
    """What was changed here, on its way to the master and back."""

    access_subject = AccessLog.Subject.MEMBER
    plain_conditions = frozenset({"in_conflict__exact", "outcome__exact"})
    list_display = ["at", "number", "what", "old_value", "new_value", "outcome", "conflict"]
    list_filter = ["in_conflict", "outcome", "at"]
    list_select_related = ["member"]
    ordering = ["-pk"]
    paginator = EstimatingPaginator
    search_fields = ["member__member_number__exact"]
    search_help_text = _("組合員番号でさがします。")
    fields = [
        "at",
        "number",
        "what",
        "old_value",
        "new_value",
        "by",
        "export_name",
        "exported_at",
        "outcome",
        "settled_at",
        "conflict",
        "feed_value",
    ]
    readonly_fields = ["number", "what", "conflict"]

    def access_key(self, change: MemberChange) -> str:
        """The member of whom it speaks."""
        return str(change.member_id)

    @admin.display(description=_("組合員番号"))
    def number(self, change: MemberChange) -> str:
        """The member by number: who she is, her own page says."""
        return change.member.member_number

    @admin.display(description=_("食い違い"), ordering="in_conflict")
    def conflict(self, change: MemberChange) -> str:
        """In words: a green tick would say that all is well."""
        return _("あり") if change.in_conflict else ""

    @admin.display(description=_("項目"))
    def what(self, change: MemberChange) -> str:
        """The field as members read it."""
        return str(FIELDS[change.field].label) if change.field in FIELDS else change.field
