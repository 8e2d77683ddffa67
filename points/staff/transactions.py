"""ポイントの取引 by number: from a receipt, an order or an entry to whose points they were."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from members.logged_pages import LoggedAdmin, log_looks
from members.models import AccessLog
from points.models import Entry, Transaction
from todock.lib import dates
from todock.lib.japanese.kana import fold_code
from todock.lib.money import signed
from todock.lib.pages.paging import EstimatingPaginator

#: What a 取引番号 of the shops is called in the ledger, by the kind of its row.
_FEED_KINDS = "EPXA"


@admin.register(Transaction)
class TransactionAdmin(LoggedAdmin):
    """Transactions, the newest first; found by whole numbers only, which indexes know."""

    access_subject = AccessLog.Subject.POINTS
    list_display = ["key", "happened", "kind", "source", "signed_points", "place", "subject"]
    list_per_page = 50
    ordering = ["-pk"]
    sortable_by: list[str] = []
    paginator = EstimatingPaginator
    search_fields = ["key"]
    search_help_text = _("取引番号（すべての文字）か、対象（order:8812 など）でさがします。")
    fields = [
        *("key", "happened", "recorded", "kind", "source", "signed_points", "moved"),
        *("place", "basis", "reason", "subject", "by"),
    ]
    readonly_fields = ["happened", "recorded", "signed_points", "moved"]

    @admin.display(description=_("日時"))
    def happened(self, movement: Transaction) -> str:
        """When it happened."""
        return dates.dated_text(movement.at)

    @admin.display(description=_("記帳"))
    def recorded(self, movement: Transaction) -> str:
        """When it was written down."""
        return dates.dated_text(movement.recorded_at)

    @admin.display(description=_("ポイント"))
    def signed_points(self, movement: Transaction) -> str:
        """Points that it moved."""
        return signed(movement.points)

    @admin.display(description=_("記入"))
    def moved(self, movement: Transaction) -> SafeString:
        """The entries, which sum to zero, linked to the account."""
        return format_html_join("", "<div>{}</div>", ((_line(each),) for each in movement.found))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search the key as it is, as the number of a receipt, or as what it was for."""
        typed = fold_code(search_term)
        if not typed:
            return queryset, False
        keys = [typed, *(f"feed:{typed}:{kind}" for kind in _FEED_KINDS)]
        return queryset.filter(Q(key__in=keys) | Q(subject=typed)), False

    def get_object(self, *args: Any, **kw: Any) -> Transaction | None:
        """Bring the entries along, with whose they are."""
        movement = super().get_object(*args, **kw)
        if movement is not None:
            entries = movement.entries.select_related("account__member")
            movement.found = list(entries.order_by("pk"))
        return movement

    def access_key(self, movement: Transaction) -> str:
        """The member of whom it speaks; a transfer speaks of two."""
        return str(_members_of(movement)[0])

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict,
        *args: Any,
        obj: Transaction | None = None,
        **kw: Any,
    ) -> HttpResponse:
        """Write down the other side of a transfer, too."""
        if obj is not None:
            log_looks(request, AccessLog.Subject.POINTS, _members_of(obj)[1:])
        return super().render_change_form(request, context, *args, obj=obj, **kw)


def _members_of(movement: Transaction) -> list[int]:
    found = (each.account.member_id for each in movement.found if each.account)
    return list(dict.fromkeys(found))


def _line(entry: Entry) -> SafeString:
    amount = signed(entry.amount)
    if entry.account is None:
        return format_html("{}　{}", entry.get_pot_display(), amount)
    return format_html(
        '<a href="{}">{}</a>　{}　{}',
        reverse("admin:points_account_change", args=[entry.account_id]),
        entry.account.member,
        entry.get_pot_display(),
        amount,
    )
