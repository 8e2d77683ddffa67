"""The home page: one sentence, then three ways in. And how it all works."""

from collections.abc import Sequence

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from catalog.drawing import kept_cards
from catalog.member_side import MemberSide, member_side
from catalog.models import Cycle, Offer
from catalog.queries.tree import tree_of
from catalog.search import recent
from orders.queries import past_purchases
from orders.queries.sheets import sheet_told_of
from orders.queries.state import state_of
from points.queries.expiry import expiring_soon
from todock.lib import clock
from todock.lib.pages.release import kept_key

#: Cards in a section.
_USUAL, _FEATURED = 10, 5
#: Offers with this tag are shown first.
_RECOMMENDED = "おすすめ"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say how the order stands, and offer number, name, usual goods and kinds."""
    side = member_side(request)
    round_now = request.round()
    context = {
        "section": "home",
        "state": state_of(round_now, signed_in=request.user.is_authenticated),
        "digits": settings.ORDER_NUMBER_DIGITS,
        "words": recent.words(request),
    }
    if request.member is not None:
        context["expiring"] = expiring_soon(request.member, clock.now())
    if context["state"] == "closed":
        context["sheet"] = sheet_told_of(round_now)
    if round_now.cycle is not None:
        context |= _goods(request, side)
    return render(request, "storefront/home.html", context)


def _goods(request: HttpRequest, side: MemberSide) -> dict:
    cycle = side.cycle
    featured, tiles = _kept_parts(cycle)
    usual = _usual(request, cycle)
    # An offer stands on a page once: its controls have ids.
    shown = {card.offer_id for card in usual.facts}
    others = [card.offer_id for card in featured.facts if card.offer_id not in shown]
    if len(others) < len(featured.facts):
        featured = kept_cards.kept(cycle, others)
    # Both sections are asked for together, so that the queries are made once.
    slots = side.slots((*usual.facts, *featured.facts))
    return {
        "usual": kept_cards.with_token(request, kept_cards.fill(usual, slots)),
        "featured": kept_cards.with_token(request, kept_cards.fill(featured, slots)),
        "tiles": mark_safe(tiles),  # noqa: S308 (a template of ours)
    }


def _usual(request: HttpRequest, cycle: Cycle) -> kept_cards.Row:
    if request.member is None:
        return kept_cards.NO_CARDS
    return kept_cards.kept(cycle, past_purchases.usual_offers(request.member, cycle.pk, _USUAL))


def _kept_parts(cycle: Cycle) -> tuple[kept_cards.Row, str]:
    """Return the recommended cards and the tiles, which are the same for everybody."""
    key = kept_key("home", cycle.pk, cycle.revision)
    kept = cache.get(key)
    if kept is None:
        row = kept_cards.kept(cycle, _featured_offers(cycle))
        tiles = render_to_string("components/category_tiles.html", {"tree": tree_of(cycle)})
        kept = (tuple(row), str(tiles))
        cache.set(key, kept, kept_cards.KEPT_SECONDS)
    return kept_cards.Row(*kept[0]), kept[1]


def _featured_offers(cycle: Cycle) -> Sequence[int]:
    offers = Offer.objects.standing().filter(cycle=cycle).order_by("sort", "order_number")
    recommended = offers.filter(tags__contains=[_RECOMMENDED])
    chosen = list(recommended.values_list("pk", flat=True)[:_FEATURED])
    return chosen or list(offers.values_list("pk", flat=True)[:_FEATURED])


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """ご利用案内."""
    context = {"section": "help", "digits": settings.ORDER_NUMBER_DIGITS}
    return render(request, "storefront/help.html", context)
