"""What the joining pages are made of: served postcodes, and the texts that people agree to."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.forms.documents import ConsentDocumentForm
from members.identity import digits
from members.models import Centre, ConsentDocument, ServedPostcode
from todock.lib.look_only import LookOnlyAdmin
from todock.lib.paging import EstimatingPaginator


@admin.register(ServedPostcode)
class ServedPostcodeAdmin(LookOnlyAdmin):
    """Postcodes that we serve; the ``served_postcodes`` feed is the master."""

    list_display = ["postcode", "service", "course", "centre", "pickup_place"]
    list_filter = ["service", "course__centre"]
    list_select_related = ["course__centre"]
    ordering = ["postcode", "pk"]
    paginator = EstimatingPaginator
    search_fields = ["postcode"]
    search_help_text = _("郵便番号（はじめの数けたでも）でさがします。")

    @admin.display(description=_("センター"))
    def centre(self, served: ServedPostcode) -> Centre | str:
        """The centre of the course."""
        return served.course.centre if served.course else ""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search by the beginning of a postcode, as people type it."""
        if search_term.strip():
            number = digits(search_term)
            found = queryset.filter(postcode__startswith=number) if number else queryset.none()
            return found, False
        return queryset, False


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
