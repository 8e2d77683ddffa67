"""The page of one offer: everything but the order box, drawn once and kept."""

from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.db.models.functions import Abs
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.drawing import kept_cards, offer_card
from catalog.drawing.offer_card import Badge
from catalog.models import Allergen, Cycle, Offer, Product, TemperatureZone
from catalog.queries import offer_cards
from catalog.queries.tree import tree_of
from catalog.rules.unit_price import unit_price
from todock.lib import money
from todock.lib.pages.release import kept_key

#: One row of cards on a wide screen.
_SIMILAR = 5
_KEPT_SECONDS = 24 * 60 * 60
_BOX_MARK = "\0box\0"
_SIZES = "(min-width: 60em) 34em, 100vw"
_STORAGE = {
    TemperatureZone.AMBIENT: gettext_lazy("常温"),
    TemperatureZone.CHILLED: gettext_lazy("冷蔵（10℃以下）"),
    TemperatureZone.FROZEN: gettext_lazy("冷凍（-18℃以下）"),
}


class ItemPage(NamedTuple):
    """The offer, the parts of its page around the order box, and cards of the same category."""

    offer: Offer
    top: SafeString
    bottom: SafeString
    similar: kept_cards.Row


def page_of(cycle: Cycle, order_number: str) -> ItemPage | None:
    """Return the page of an offer of ``cycle``, withdrawn or not; None when there is none.

    From the cache where it can be: then without a query, and its offer is as its revision says.
    """
    key = kept_key("item", cycle.pk, cycle.revision, order_number)
    kept = cache.get(key)
    if kept is not None:
        offer, top, bottom, similar = kept
        offer.cycle = cycle
        return ItemPage(offer, mark_safe(top), mark_safe(bottom), kept_cards.Row(*similar))  # noqa: S308
    offers = Offer.objects.select_related("product").filter(cycle=cycle)
    offer = offers.filter(order_number=order_number).first()
    if offer is None:
        return None
    offer.cycle = cycle
    page = _draw(offer)
    kept = (offer, str(page.top), str(page.bottom), tuple(page.similar))
    cache.set(key, kept, _KEPT_SECONDS)
    return page


def _draw(offer: Offer) -> ItemPage:
    product = offer.product
    values = next(offer_cards.read(Offer.objects.filter(pk=offer.pk)))
    branch = tree_of(offer.cycle).by_pk.get(product.category_id)
    alt = _("%(name)sの写真") % {"name": product.name} if values.picture else ""
    picture = offer_card.picture(values.picture, values.zone, sizes=_SIZES, alt=alt, wide=480)
    context = {
        "offer": offer,
        "product": product,
        "branch": branch,
        "picture": mark_safe(picture.replace(offer_card.LAZY, "")),  # noqa: S308 (a template of ours)
        "badges": [*offer_card.badges(values), *_tags(offer)],
        "price": offer_card.price(values),
        "large": not product.alcohol,
        "notes": offer_card.notes(values, notice=False),
        "alcohol_notice": offer_card.alcohol_notice() if product.alcohol else "",
        "facts": _facts(offer),
        "allergens": _allergens(product),
        "order_box": _BOX_MARK,
    }
    html = render_to_string("catalog/item_parts.html", context)
    top, _box, bottom = html.partition(_BOX_MARK)
    similar = kept_cards.kept(offer.cycle, _similar(offer))
    return ItemPage(offer, mark_safe(top), mark_safe(bottom), similar)  # noqa: S308


def _tags(offer: Offer) -> list[Badge]:
    return [
        Badge("plain", "", tag) for tag in offer.tags if not tag.startswith(offer_card.BARGAIN_TAG)
    ]


def _facts(offer: Offer) -> list[tuple[str, str]]:
    product = offer.product
    per_unit = unit_price(
        offer.price_inc_tax,
        product.content_amount,
        product.content_unit,
        rounding=settings.TAX_ROUNDING,
    )
    found = [
        (_("内容量"), product.spec),
        (_("メーカー"), product.maker),
        (_("産地"), product.origin),
        (_("保存"), str(_STORAGE[TemperatureZone(product.zone)])),
    ]
    if product.shelf_days:
        days = _("お届けの日を入れて%(days)s日") % {"days": product.shelf_days}
        found.append((_("期限の目安"), days))
    if per_unit:
        price = _("税込%(yen)s円") % {"yen": money.yen(per_unit.yen)}
        found.append((_("%(per)sあたり") % {"per": per_unit.per}, price))
    found.append((_("消費税"), _("%(rate)s%%") % {"rate": product.tax_rate}))
    return [(name, value) for name, value in found if value]


class AllergenFact(NamedTuple):
    """An allergen in words, and the class of its state."""

    name: str
    words: str
    kind: str


def _allergens(product: Product) -> list[AllergenFact]:
    """Return the 8 mandatory ones always, and the others where something is known of them."""
    kinds = {"1": "is-in", "9": "is-unknown"}
    found = []
    for allergen in Allergen.objects.all():
        state = product.allergen_state(allergen.position)
        if allergen.mandatory or state == Product.AllergenState.CONTAINS:
            found.append(AllergenFact(allergen.name, str(state.label), kinds.get(state.value, "")))
    return found


def _similar(offer: Offer) -> list[int]:
    """Return offers of the same category, the neighbours in the catalogue first."""
    others = (
        Offer.objects.standing()
        .filter(cycle=offer.cycle_id, product__category=offer.product.category_id)
        .exclude(pk=offer.pk)
        .order_by(Abs(F("sort") - offer.sort), "order_number")
    )
    return list(others.values_list("pk", flat=True)[:_SIMILAR])
