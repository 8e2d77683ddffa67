"""What waits to be sent and its fate, for staff: no addresses and no texts."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from todock.lib.pages.paging import EstimatingPaginator
from todock.lib.staff.look_only import LookOnlyAdmin
from todock.post.models import OutgoingMail, StaffMessage


class SendingFilter(admin.SimpleListFilter):
    """Waiting, sent or given up."""

    title = _("状態")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple]:
        """Offer what may become of it."""
        return [("waiting", _("送信待ち")), ("sent", _("送信済み")), ("given_up", _("中止"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Show the rows of the chosen fate."""
        if self.value() == "waiting":
            return queryset.waiting()
        if self.value() in ("sent", "given_up"):
            return queryset.filter(**{f"{self.value()}_at__isnull": False})
        return queryset


@admin.register(OutgoingMail)
class OutgoingMailAdmin(LookOnlyAdmin):
    """Mails and their fate, without addresses and texts."""

    list_display = ["pk", "kind", "recipient_number", "due_at", "attempts", "sent_at", "problem"]
    list_filter = [SendingFilter, "kind"]
    ordering = ["-pk"]
    paginator = EstimatingPaginator
    fields = [
        "recipient_number",
        "kind",
        "key",
        "created_at",
        "due_at",
        "attempts",
        "sent_at",
        "given_up_at",
        "problem",
    ]
    readonly_fields = ["recipient_number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The recipients of a whole list at once."""
        return super().get_queryset(request).prefetch_related("recipient")

    @admin.display(description=_("組合員番号・申込番号"))
    def recipient_number(self, mail: OutgoingMail) -> str:
        """To whom, by number."""
        return mail.recipient.number if mail.recipient else ""


@admin.register(StaffMessage)
class StaffMessageAdmin(LookOnlyAdmin):
    """Messages to staff and their fate."""

    list_display = ["pk", "kind", "key", "due_at", "attempts", "sent_at", "problem"]
    list_filter = [SendingFilter, "kind"]
    ordering = ["-pk"]
    paginator = EstimatingPaginator
    fields = [
        "kind",
        "key",
        "created_at",
        "due_at",
        "attempts",
        "sent_at",
        "given_up_at",
        "problem",
    ]
