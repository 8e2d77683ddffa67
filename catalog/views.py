"""Pages of the catalogue: categories, lists, search, items."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.drawing import item_page, kept_cards, list_page
from catalog.drawing.offer_card import item_url
from catalog.member_side import member_side
from catalog.models import Cycle
from catalog.queries import finds
from catalog.queries.tree import contents_of
from catalog.rules.filters import Choice
from catalog.search import recent
from todock.lib import clock
from todock.lib.htmx import wants_piece


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """種類からさがす: every category that holds something this week."""
    cycle = _cycle(request)
    return _page(
        request,
        "catalog/categories.html",
        cycle,
        contents=contents_of(cycle) if cycle else "",
        searched=recent.words(request),
    )


@require_safe
def category(request: HttpRequest, code: str) -> HttpResponse:
    """List the offers of a category and everything beneath it."""
    cycle = _cycle_or_404(request)
    asked = _asked(request, cycle)
    page = list_page.page_of(
        asked, f"category:{code}", lambda: list_page.category_place(asked, code)
    )
    if page is None:
        raise Http404
    return _list(request, asked, page)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """List what was found; an order number leads to its item."""
    cycle = _cycle_or_404(request)
    asked = _asked(request, cycle)
    text = asked.choice.text
    if not text:
        return _page(request, "catalog/search.html", cycle, searched=recent.words(request))
    number = finds.order_number(cycle, text)
    if number:
        return redirect(item_url(cycle.code, number))
    page = list_page.page_of(
        asked, "search", lambda: finds.search_place(cycle, text), seconds=finds.KEPT_SECONDS
    )
    response = _list(request, asked, page, searched=recent.words(request), text=text)
    recent.remember(request, response, text)
    return response


@require_safe
def item(request: HttpRequest, cycle_code: str, order_number: str) -> HttpResponse:
    """Show one offer: price, order box, facts, allergens, and others of its kind."""
    cycle = _cycle_named(request, cycle_code)
    page = item_page.page_of(cycle, order_number) if cycle else None
    if page is None:
        raise Http404
    return _page(
        request,
        "catalog/item.html",
        cycle,
        item=page,
        order_box=member_side().order_box(request, page.offer),
        similar=kept_cards.show(request, page.similar),
    )


def _list(
    request: HttpRequest, asked: list_page.Request, page: list_page.Page, **context
) -> HttpResponse:
    context |= {"page": page, "html": list_page.show(request, page)}
    piece = wants_piece(request)
    template = "catalog/list.html#list" if piece else "catalog/list.html"
    response = _page(request, template, asked.cycle, **context)
    if piece:
        # Without the empty fields that a form sends.
        response["HX-Push-Url"] = request.path + asked.choice.query.removesuffix("?")
    # The same address answers a whole page or the piece that htmx swaps in.
    patch_vary_headers(response, ["HX-Request"])
    return response


def _page(request: HttpRequest, template: str, cycle: Cycle | None, **context) -> HttpResponse:
    preview = cycle is not None and cycle.publishes_at > clock.now()
    return render(
        request, template, {"section": "search", "cycle": cycle, "preview": preview, **context}
    )


def _asked(request: HttpRequest, cycle: Cycle) -> list_page.Request:
    member = getattr(request, "member", None) is not None
    choice = Choice.read(request.GET, member=member)
    past = member_side().past_product_ids(request) if choice.personal else ()
    return list_page.Request(cycle, choice, clock.now(), member, past)


def _cycle(request: HttpRequest) -> Cycle | None:
    cycle = member_side().cycle_for(request)
    return cycle if cycle is not None and _may_see(request, cycle) else None


def _cycle_or_404(request: HttpRequest) -> Cycle:
    cycle = _cycle(request)
    if cycle is None:
        raise Http404(_("いまご覧になれる企画回はありません。"))
    return cycle


def _cycle_named(request: HttpRequest, code: str) -> Cycle | None:
    cycle = member_side().cycle_for(request)
    if cycle is None or cycle.code != code:
        cycle = Cycle.objects.filter(code=code).first()
    return cycle if cycle is not None and _may_see(request, cycle) else None


def _may_see(request: HttpRequest, cycle: Cycle) -> bool:
    """Staff may look at a cycle before it is published."""
    return cycle.publishes_at <= clock.now() or request.user.is_staff
