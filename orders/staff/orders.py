"""What staff see of orders: windows, orders with their lines and events, limits and fees.

They look, and change nothing but fees that are still to come.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from orders.models import (
    FeeRule,
    Order,
    OrderEvent,
    OrderLine,
    OrderTotal,
    OrderWindow,
    PurchaseLimit,
)
from orders.staff import giving_back
from orders.staff.forms import FeeRuleForm
from todock.lib import clock, dates
from todock.lib.japanese.kana import fold_code
from todock.lib.pages.paging import EstimatingPaginator
from todock.lib.staff.look_only import LookOnlyAdmin


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
        *("cycle", "course", "opens", "closes", "delivers", "closed", "exported"),
    ]
    list_display_links = ["cycle", "course"]
    list_select_related = ["cycle", "course"]
    list_filter = ["cycle", "course__centre"]
    search_fields = ["cycle__code", "course__code", "course__name"]
    list_per_page = 50

    @admin.display(description=_("受付開始"), ordering="opens_at")
    def opens(self, window: OrderWindow) -> str:
        """Show the instant with its weekday."""
        return dates.instant_text(window.opens_at)

    @admin.display(description=_("締切"), ordering="closes_at")
    def closes(self, window: OrderWindow) -> str:
        """Show the instant with its weekday."""
        return dates.instant_text(window.closes_at)

    @admin.display(description=_("お届け日"), ordering="delivers_on")
    def delivers(self, window: OrderWindow) -> str:
        """Show the day with its weekday."""
        return dates.day_text(window.delivers_on)

    @admin.display(description=_("締めた日時"), ordering="closed_at")
    def closed(self, window: OrderWindow) -> str:
        """Show the instant with its weekday."""
        return dates.instant_text(window.closed_at) if window.closed_at else "—"

    @admin.display(description=_("出力した日時"), ordering="exported_at")
    def exported(self, window: OrderWindow) -> str:
        """Show the instant with its weekday."""
        return dates.instant_text(window.exported_at) if window.exported_at else "—"


class LineInline(LookOnlyInline):
    """What is ordered. Name and price stand here once the window is closed."""

    model = OrderLine
    fields = [
        *("goods", "quantity", "channel", "standing", "price_ex_tax", "price_inc_tax"),
        *("tax_rate", "saved"),
    ]
    readonly_fields = ["goods", "saved"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Bring the offers along: one query, however long the order."""
        return super().get_queryset(request).select_related("offer__product").order_by("pk")

    @admin.display(description=_("商品"))
    def goods(self, line: OrderLine) -> str:
        """Number and name: the name that was frozen, or the product's."""
        return f"{line.offer.order_number} {line.name or line.offer.product}"

    @admin.display(description=_("保存"))
    def saved(self, line: OrderLine) -> str:
        """Show the instant with its weekday."""
        return dates.dated_text(line.updated_at)


class TotalInline(LookOnlyInline):
    """The frozen sums."""

    model = OrderTotal


class EventInline(LookOnlyInline):
    """What happened, oldest first."""

    model = OrderEvent
    fields = ["happened", "kind", "goods", "quantities", "channel", "by"]
    readonly_fields = ["happened", "goods", "quantities"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Bring along who it was."""
        return super().get_queryset(request).select_related("by").order_by("pk")

    @admin.display(description=_("日時"))
    def happened(self, event: OrderEvent) -> str:
        """Show the instant with its weekday."""
        return dates.dated_text(event.at)

    @admin.display(description=_("商品"))
    def goods(self, event: OrderEvent) -> str:
        """Number and name."""
        return f"{event.order_number} {event.name}".strip() or "—"

    @admin.display(description=_("数量"))
    def quantities(self, event: OrderEvent) -> str:
        """Before and after; a closing changes none."""
        if event.kind == OrderEvent.Kind.CLOSED:
            return "—"
        return f"{event.quantity_before} → {event.quantity_after}"


@admin.register(Order)
class OrderAdmin(LookOnlyAdmin):
    """Orders. They are found by the member's number."""

    list_display = ["member", "cycle", "course", "saved", "closed", "fee_inc_tax"]
    list_filter = ["cycle", ("closed_at", admin.EmptyFieldListFilter)]
    list_per_page = 50
    ordering = ["-pk"]
    paginator = EstimatingPaginator
    search_fields = ["member__member_number"]
    search_help_text = _("組合員番号でさがします。")
    change_form_template = "admin/orders/order/change_form.html"
    fields = [
        *("member", "cycle", "window", "created_at", "updated_at", "closed_at", "fee_inc_tax"),
        *("points_mode", "points_used"),
    ]
    readonly_fields = ["created_at", "updated_at"]
    inlines = [LineInline, TotalInline, EventInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Bring along what an order is called, and its course."""
        found = super().get_queryset(request)
        return found.select_related("member", "cycle", "window__course")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search the whole number: an index knows it."""
        return _of_member(queryset, search_term), False

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which points are given back."""
        page = self.admin_site.admin_view(giving_back.give_back)
        own = path("<int:pk>/give-back/", page, name="orders_order_give_back")
        return [own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, obj: Any = None, **kw: Any
    ) -> HttpResponse:
        """Offer to give points back where that is possible."""
        context["may_give_back"] = giving_back.may_give_back(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kw)

    @admin.display(description=_("コース"))
    def course(self, order: Order) -> str:
        """Show the course of the window."""
        return str(order.window.course)

    @admin.display(description=_("保存"), ordering="updated_at")
    def saved(self, order: Order) -> str:
        """Show the instant with its weekday."""
        return dates.dated_text(order.updated_at)

    @admin.display(description=_("締めた日時"), ordering="closed_at")
    def closed(self, order: Order) -> str:
        """Show the instant with its weekday."""
        return dates.dated_text(order.closed_at) if order.closed_at else "—"


@admin.register(PurchaseLimit)
class PurchaseLimitAdmin(LookOnlyAdmin):
    """What members may owe. They are found by the member's number; the feed is the master."""

    list_display = ["member", "limit", "unbilled", "ordering_stopped", "reason", "as_of"]
    list_select_related = ["member"]
    list_filter = ["ordering_stopped"]
    list_per_page = 50
    ordering = ["pk"]
    paginator = EstimatingPaginator
    search_fields = ["member__member_number"]
    search_help_text = _("組合員番号でさがします。")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search the whole number: an index knows it."""
        return _of_member(queryset, search_term), False


@admin.register(FeeRule)
class FeeRuleAdmin(admin.ModelAdmin):
    """The fees that hold, and from when. One that has begun stays as it is: it is history."""

    form = FeeRuleForm
    actions = None
    list_display = ["support", "fee_inc_tax", "tax_rate", "starts_on", "ends_on", "has_begun"]
    fields = ["fee_support", "fee_inc_tax", "tax_rate", "starts_on", "ends_on"]

    def has_change_permission(self, request: HttpRequest, obj: FeeRule | None = None) -> bool:
        """Until the day on which it begins."""
        return super().has_change_permission(request, obj) and not _has_begun(obj)

    def has_delete_permission(self, request: HttpRequest, obj: FeeRule | None = None) -> bool:
        """Until the day on which it begins."""
        return super().has_delete_permission(request, obj) and not _has_begun(obj)

    @admin.display(description=_("対象"), ordering="fee_support")
    def support(self, rule: FeeRule) -> str:
        """Whom the rule is for."""
        return rule.fee_support or _("全員")

    @admin.display(description=_("適用"), boolean=True)
    def has_begun(self, rule: FeeRule) -> bool:
        """Whether it counts already."""
        return _has_begun(rule)


def _of_member(queryset: QuerySet, typed: str) -> QuerySet:
    number = fold_code(typed).replace("-", "").replace(" ", "")
    return queryset.filter(member__member_number=number) if number else queryset


def _has_begun(rule: FeeRule | None) -> bool:
    return rule is not None and rule.starts_on <= clock.japan_date(clock.now())
