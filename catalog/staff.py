"""What staff see of the catalogue. The feeds are its master: only words for search are edited."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog import actions
from catalog.models import Allergen, Category, Cycle, Offer, OfferStock, Product, Synonym
from catalog.search import find
from todock.lib import clock, dates
from todock.lib.staff.look_only import LookOnlyAdmin


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    """Words that mean the same: edited here, in use at once."""

    list_display = ["words"]
    search_fields = ["words"]
    ordering = ["words"]

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:
        """Save, and let searches know."""
        super().save_model(request, obj, form, change)
        actions.synonyms_changed()

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        """Delete, and let searches know."""
        super().delete_model(request, obj)
        actions.synonyms_changed()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete several, and let searches know."""
        super().delete_queryset(request, queryset)
        actions.synonyms_changed()


@admin.register(Allergen)
class AllergenAdmin(admin.ModelAdmin):
    """Name and duty may change with the law; the position is the feed's."""

    list_display = ["position", "name", "mandatory"]
    list_display_links = ["position", "name"]
    list_filter = ["mandatory"]
    fields = ["position", "name", "mandatory"]
    readonly_fields = ["position"]

    def save_model(self, request: HttpRequest, obj: Allergen, form: Any, change: bool) -> None:
        """Save, and draw the pages anew that name allergens."""
        super().save_model(request, obj, form, change)
        actions.redraw()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """All 28 positions of the feed's column are there."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A position without a name would hide what a product contains."""
        return False


@admin.register(Cycle)
class CycleAdmin(LookOnlyAdmin):
    """Weekly plans, with a way to look at one before members can."""

    list_display = ["code", "name", "published", "offer_count", "preview"]
    search_fields = ["code", "name"]
    fields = ["code", "name", "published", "revision", "offer_count", "preview"]
    readonly_fields = ["published", "offer_count", "preview"]
    list_per_page = 20

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Bring the number of standing offers along."""
        standing = Count("offers", filter=Q(offers__withdrawn_at__isnull=True))
        return super().get_queryset(request).annotate(standing_offers=standing)

    @admin.display(description=_("公開日時"), ordering="publishes_at")
    def published(self, cycle: Cycle) -> str:
        """Show the instant with its weekday."""
        return dates.instant_text(cycle.publishes_at)

    @admin.display(description=_("企画商品の数"))
    def offer_count(self, cycle: Cycle) -> int:
        """Show how many offers stand."""
        return cycle.standing_offers

    @admin.display(description=_("画面"))
    def preview(self, cycle: Cycle) -> SafeString:
        """Link to the pages of the cycle."""
        address = f"{reverse('catalog:categories')}?{urlencode({'cycle': cycle.code})}"
        label = _("公開前に見る") if cycle.publishes_at > clock.now() else _("見る")
        return format_html('<a href="{}">{}</a>', address, label)


class StandingFilter(admin.SimpleListFilter):
    """Standing or withdrawn."""

    title = _("取下げ")
    parameter_name = "withdrawn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple]:
        """Offer the two states."""
        return [("0", _("あり")), ("1", _("取下げ済み"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Filter by the chosen state."""
        if self.value() in ("0", "1"):
            return queryset.filter(withdrawn_at__isnull=self.value() == "0")
        return queryset


@admin.register(Category)
class CategoryAdmin(LookOnlyAdmin):
    """The tree, in its order."""

    list_display = ["code", "indented_name", "parent", "sort", "withdrawn_at"]
    list_select_related = ["parent"]
    list_filter = [StandingFilter]
    search_fields = ["code", "name"]
    ordering = ["path"]
    fields = ["code", "name", "parent", "path", "sort", "withdrawn_at"]

    @admin.display(description=_("分類名"))
    def indented_name(self, category: Category) -> str:
        """Show the level by blanks in front."""
        return "　" * (category.path.count("/") - 1) + category.name


@admin.register(Product)
class ProductAdmin(LookOnlyAdmin):
    """Articles. Words are searched as members search them, codes by their beginning."""

    list_display = ["item_code", "name", "spec", "maker", "category", "zone", "withdrawn_at"]
    list_display_links = ["item_code", "name"]
    list_select_related = ["category"]
    list_filter = ["zone", "alcohol", "tax_rate", StandingFilter]
    list_per_page = 50
    search_fields = ["item_code"]
    search_help_text = _("商品コードのはじめ、または言葉でさがします。")
    readonly_fields = ["allergen_names"]
    exclude = ["allergens"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search the code by its beginning, or words by the index of the search page."""
        if not search_term.strip():
            return queryset, False
        found = Q(pk__in=find.product_ids(search_term))
        return queryset.filter(found | Q(item_code__startswith=search_term.strip())), False

    @admin.display(description=_("アレルゲン"))
    def allergen_names(self, product: Product) -> SafeString:
        """Name what is contained and what is not known."""
        states = [
            (allergen.name, product.allergen_state(allergen.position))
            for allergen in Allergen.objects.all()
        ]
        told = [
            (name, state.label) for name, state in states if state != Product.AllergenState.FREE
        ]
        return format_html_join("", "<div>{}: {}</div>", told) or _("含まない")


class StockInline(admin.TabularInline):
    """What may still be taken."""

    model = OfferStock
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The feed makes the row."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Orders move it, nobody's hand."""
        return False


@admin.register(Offer)
class OfferAdmin(LookOnlyAdmin):
    """What can be ordered, cycle by cycle."""

    list_display = [
        *("order_number", "product", "cycle", "price_inc_tax", "per_order_limit"),
        *("total_limit", "lottery", "closes", "withdrawn"),
    ]
    list_display_links = ["order_number", "product"]
    list_select_related = ["product", "cycle"]
    list_filter = ["cycle", StandingFilter, "lottery", "by_parcel", "next_week"]
    list_per_page = 50
    ordering = ["-cycle_id", "sort", "order_number"]
    search_fields = ["order_number"]
    search_help_text = _("注文番号、または言葉でさがします。")
    inlines = [StockInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search an order number, or words by the index of the search page."""
        if not search_term.strip():
            return queryset, False
        number = find.order_number(search_term)
        if number:
            return queryset.filter(order_number=number), False
        return queryset.filter(product_id__in=find.product_ids(search_term)), False

    @admin.display(description=_("受付終了"), ordering="closes_at")
    def closes(self, offer: Offer) -> str:
        """Show the instant with its weekday, when it is earlier than the window's."""
        return dates.instant_text(offer.closes_at) if offer.closes_at else "—"

    @admin.display(description=_("取下げ"), ordering="withdrawn_at")
    def withdrawn(self, offer: Offer) -> str:
        """Show the instant with its weekday."""
        return dates.instant_text(offer.withdrawn_at) if offer.withdrawn_at else "—"
