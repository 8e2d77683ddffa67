"""The texts that people agree to, in versions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from members.joining.models import ConsentDocument
from members.joining.staff.document_form import ConsentDocumentForm
from todock.lib.staff.look_only import LookOnlyAdmin


@admin.register(ConsentDocument)
class ConsentDocumentAdmin(LookOnlyAdmin):
    """Texts that people agree to: a new version is a new row, and none is ever changed."""

    form = ConsentDocumentForm
    list_display = ["kind", "version", "starts_at"]
    list_filter = ["kind"]
    fields = ["kind", "version", "starts_at", "body"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who may add a version."""
        return admin.ModelAdmin.has_add_permission(self, request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin a new version with the text of the newest one of the kind in the address."""
        newest = ConsentDocument.objects.filter(kind=request.GET.get("kind", "")).first()
        return {"kind": newest.kind, "body": newest.body} if newest else {}
