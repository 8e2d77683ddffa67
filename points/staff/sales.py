"""売上: one receipt, or those of one member; nobody browses what people buy."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.logged_pages import LoggedAdmin
from members.models import AccessLog, Member
from points.models import Sale
from todock.lib import dates
from todock.lib.japanese.kana import fold_code, fold_number
from todock.lib.money import yen


@admin.register(Sale)
class SaleAdmin(LoggedAdmin):
    """Receipts; the list is empty until one is looked for."""

    access_subject = AccessLog.Subject.POINTS
    list_display = ["number", "sold", "member", "business", "place", "ex_tax_yen"]
    list_select_related = ["member"]
    list_per_page = 50
    ordering = ["-sold_at", "-pk"]
    sortable_by: list[str] = []
    search_fields = ["number"]
    search_help_text = _("組合員番号か取引番号（すべてのけた）でさがします。")
    fields = ["number", "sold", "member", "business", "place", "ex_tax_yen"]
    readonly_fields = ["sold", "ex_tax_yen"]

    @admin.display(description=_("取引日時"))
    def sold(self, sale: Sale) -> str:
        """When it was."""
        return dates.dated_text(sale.sold_at)

    @admin.display(description=_("本体金額（円）"))
    def ex_tax_yen(self, sale: Sale) -> str:
        """Yen before tax; negative where goods came back."""
        return yen(sale.ex_tax)

    def access_key(self, sale: Sale) -> str:
        """The member of whom it speaks."""
        return str(sale.member_id)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search whole numbers, which indexes know: first the member, then the receipts."""
        if not search_term.strip():
            return queryset.none(), False
        found = Q(number=fold_code(search_term))
        members = Member.objects.filter(member_number=fold_number(search_term))
        if (member := members.values_list("pk", flat=True).first()) is not None:
            found |= Q(member_id=member)
        return queryset.filter(found), False
