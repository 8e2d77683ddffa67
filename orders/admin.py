"""What staff see of orders: windows, orders with their lines and events. Looking, not editing."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orders.models import FeeRule, Order, OrderEvent, OrderLine, OrderTotal, OrderWindow
from todock.lib import clock
from todock.lib.kana import fold_code
from todock.lib.look_only import LookOnlyAdmin
from todock.lib.paging import EstimatingPaginator


class LookOnlyInline(admin.TabularInline):
    """Rows below an order that nobody changes by hand."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody edits rows by hand."""
        return False


@admin.register(OrderWindow)
class OrderWindowAdmin(LookOnlyAdmin):
    """When each course may order in each cycle, and whether that is closed and exported."""

    list_display = [
        *("cycle", "course", "opens", "closes", "delivers_on", "closed_at", "exported_at"),
    ]
    list_display_links = ["cycle", "course"]
    list_select_related = ["cycle", "course"]
    list_filter = ["cycle", "course__centre"]
    search_fields = ["cycle__code", "course__code", "course__name"]
    list_per_page = 50

    @admin.display(description=_("受付開始"), ordering="opens_at")
    def opens(self, window: OrderWindow) -> str:
        """Show the instant with its weekday."""
        return clock.instant_text(window.opens_at)

    @admin.display(description=_("締切"), ordering="closes_at")
    def closes(self, window: OrderWindow) -> str:
        """Show the instant with its weekday."""
        return clock.instant_text(window.closes_at)


class LineInline(LookOnlyInline):
    """What is ordered. Name and price stand here once the window is closed."""

    model = OrderLine
    fields = [
        *("offer", "quantity", "channel", "standing", "name", "price_ex_tax", "price_inc_tax"),
        *("tax_rate", "updated_at"),
    ]
    readonly_fields = ["updated_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Bring the offers along: one query, however long the order."""
        return super().get_queryset(request).select_related("offer__product").order_by("pk")


class TotalInline(LookOnlyInline):
    """The frozen sums."""

    model = OrderTotal


class EventInline(LookOnlyInline):
    """What happened, oldest first."""

    model = OrderEvent
    fields = [
        *("at", "kind", "order_number", "name", "quantity_before", "quantity_after"),
        *("channel", "by"),
    ]
    readonly_fields = ["at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Bring along who it was."""
        return super().get_queryset(request).select_related("by").order_by("pk")


@admin.register(Order)
class OrderAdmin(LookOnlyAdmin):
    """Orders. They are found by the member's number."""

    list_display = ["member", "cycle", "course", "updated_at", "closed_at", "fee_inc_tax"]
    list_select_related = ["member", "cycle", "window__course"]
    list_filter = ["cycle", ("closed_at", admin.EmptyFieldListFilter)]
    list_per_page = 50
    ordering = ["-pk"]
    paginator = EstimatingPaginator
    search_fields = ["member__member_number"]
    search_help_text = _("組合員番号でさがします。")
    fields = [
        *("member", "cycle", "window", "created_at", "updated_at", "closed_at", "fee_inc_tax"),
    ]
    readonly_fields = ["created_at", "updated_at"]
    inlines = [LineInline, TotalInline, EventInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search the whole number: an index knows it."""
        number = fold_code(search_term).replace("-", "").replace(" ", "")
        if not number:
            return queryset, False
        return queryset.filter(member__member_number=number), False

    @admin.display(description=_("コース"))
    def course(self, order: Order) -> str:
        """Show the course of the window."""
        return str(order.window.course)


@admin.register(FeeRule)
class FeeRuleAdmin(LookOnlyAdmin):
    """The fees that hold, and from when."""

    list_display = ["fee_support", "fee_inc_tax", "tax_rate", "starts_on", "ends_on"]
