"""Which postcodes are served, by which courses or pick-up places."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.models import Centre, ServedPostcode
from todock.lib.japanese.kana import digits_of
from todock.lib.pages.paging import EstimatingPaginator
from todock.lib.staff.look_only import LookOnlyAdmin


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
            number = digits_of(search_term)
            found = queryset.filter(postcode__startswith=number) if number else queryset.none()
            return found, False
        return queryset, False
