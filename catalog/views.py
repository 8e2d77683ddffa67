"""Pages of the catalogue: categories, lists, search and items."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.drawing import item_page, kept_cards, list_page
from catalog.drawing.categories import contents_of
from catalog.drawing.list_page import Asked, Page
from catalog.drawing.offer_card import item_url
from catalog.member_side import MemberSide, member_side
from catalog.models import Cycle
from catalog.queries import places
from catalog.rules.filters import Choice
from catalog.search import recent
from todock.lib import clock
from todock.lib.pages.htmx import wants_fragment


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """種類からさがす: every category that holds something this week."""
    side = member_side(request)
    cycle = _cycle(request, side)
    contents = contents_of(cycle) if cycle else ""
    context = {"contents": contents, "searched": recent.words(request)}
    return _page(request, "catalog/categories.html", side, cycle, **context)


@require_safe
def category(request: HttpRequest, code: str) -> HttpResponse:
    """List the offers of a category and everything beneath it."""
    side = member_side(request)
    asked = _asked(request, side)
    products = asked.past if asked.choice.before else None
    find = partial(places.of_category, asked.cycle, code, products=products)
    page = list_page.page_of(asked, f"category:{code}", find)
    if page is None:
        raise Http404
    return _list(request, side, asked, page)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """List what was found; an order number leads to its item."""
    side = member_side(request)
    asked = _asked(request, side)
    text, cycle = asked.choice.text, asked.cycle
    if not text:
        searched = recent.words(request)
        return _page(request, "catalog/search.html", side, cycle, searched=searched)
    number = places.order_number(cycle, text)
    if number:
        return redirect(item_url(cycle.code, number))
    find = partial(places.of_search, cycle, text)
    page = list_page.page_of(asked, "search", find, seconds=places.FINDS_KEPT_SECONDS)
    response = _list(request, side, asked, page, searched=recent.words(request), text=text)
    recent.remember(request, response, text)
    return response


@require_safe
def item(request: HttpRequest, cycle_code: str, order_number: str) -> HttpResponse:
    """Show one offer: price, order box, facts, allergens, and others of its kind."""
    side = member_side(request)
    cycle = _cycle_named(request, side, cycle_code)
    page = item_page.page_of(cycle, order_number) if cycle else None
    if page is None:
        raise Http404
    side = side.turned_to(cycle.code)
    return _page(
        request,
        "catalog/item.html",
        side,
        cycle,
        item=page,
        order_box=side.order_box(page.offer),
        similar=kept_cards.show(request, side, page.similar),
    )


def _list(
    request: HttpRequest, side: MemberSide, asked: Asked, page: Page, **context
) -> HttpResponse:
    context |= {"page": page, "html": list_page.show(request, side, page)}
    fragment = wants_fragment(request)
    template = "catalog/list.html#list" if fragment else "catalog/list.html"
    response = _page(request, template, side, asked.cycle, **context)
    if fragment:
        # Without the empty fields that a form sends.
        response["HX-Push-Url"] = request.path + asked.choice.query.removesuffix("?")
    # The same address answers a whole page or the fragment that htmx swaps in.
    patch_vary_headers(response, ["HX-Request"])
    return response


def _page(
    request: HttpRequest, template: str, side: MemberSide, cycle: Cycle | None, **context
) -> HttpResponse:
    preview = cycle is not None and cycle.publishes_at > clock.now()
    frame = {"section": "search", "round": side.round, "cycle": cycle, "preview": preview}
    return render(request, template, {**frame, **context})


def _asked(request: HttpRequest, side: MemberSide) -> Asked:
    """Read what the address asks for. Raises Http404 while nothing may be seen."""
    cycle = _cycle(request, side)
    if cycle is None:
        raise Http404(_("いまご覧になれる企画回はありません。"))
    member = request.member is not None
    choice = Choice.read(request.GET, member=member)
    past = side.past_product_ids() if choice.personal else ()
    return Asked(cycle, choice, clock.now(), member, past)


def _cycle(request: HttpRequest, side: MemberSide) -> Cycle | None:
    return side.cycle if side.cycle is not None and _may_see(request, side.cycle) else None


def _cycle_named(request: HttpRequest, side: MemberSide, code: str) -> Cycle | None:
    cycle = side.cycle
    if cycle is None or cycle.code != code:
        cycle = Cycle.objects.filter(code=code).first()
    return cycle if cycle is not None and _may_see(request, cycle) else None


def _may_see(request: HttpRequest, cycle: Cycle) -> bool:
    """Staff may look at a cycle before it is published."""
    return cycle.publishes_at <= clock.now() or request.user.is_staff
