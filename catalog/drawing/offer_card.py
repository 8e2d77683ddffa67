"""What a card says of an offer, and the parts of it that other pages show, too.

The markup is in templates/components/offer_card.html and offer/, with a ``slot`` wherever
something stands that depends on the member (drawing.kept_cards says which; orders.drawing.on_cards
fills them).
"""

from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.drawing.controls import order_button
from catalog.models import Offer, TemperatureZone
from catalog.queries.offer_cards import CardValues
from catalog.rules.unit_price import UnitPrice, unit_price
from todock.lib import dates, money

#: Stands for the token against forged requests. PostgreSQL keeps no NUL, so no text holds it.
CSRF_MARK = "\0csrf\0"
#: How wide a card's picture is shown: beside the text on phones, above it elsewhere.
_SIZES = "(min-width: 33em) 14em, 100px"
#: Class and icon of a temperature zone.
ZONES = {
    TemperatureZone.AMBIENT: ("ambient", "box"),
    TemperatureZone.CHILLED: ("chilled", "cool"),
    TemperatureZone.FROZEN: ("frozen", "snow"),
}
BARGAIN_TAG = "訳あり"
#: Badges on a card; the others are said among the notes.
_BADGES = 3


class Badge(NamedTuple):
    """Part of the class name, an icon or '', and always words."""

    kind: str
    sign: str
    words: str


class Note(NamedTuple):
    """A line of what must be known first: an icon or '', and words."""

    sign: str
    words: str


class Price(NamedTuple):
    """Yen as cards show them: with tax big, before tax small, what it was, and per unit."""

    inc_tax: int
    ex_tax: int
    #: With tax; None where nothing was taken off.
    usual: int | None = None
    per_unit: str = ""


def drawn(values: CardValues, slot: str) -> SafeString:
    """Draw the card of an offer for everybody, with ``slot`` where the member's side goes in.

    In this order: after the classes, the flag, the notes, and around the default action.
    """
    found = badges(values)
    context = {
        "offer": values,
        "url": item_url(values.cycle_code, values.order_number),
        "picture": picture(values.picture, values.zone, sizes=_SIZES),
        "badges": found[:_BADGES],
        "price": price(values),
        "notes": [Note("", badge.words) for badge in found[_BADGES:]] + notes(values),
        "action": _action(values),
        "slot": slot,
    }
    return render_to_string("components/offer_card.html", context)


def _action(values: CardValues) -> SafeString | None:
    """Draw the default action; None where there is nothing to order any more."""
    if values.withdrawn_at:
        return None
    return order_button(
        cycle_code=values.cycle_code,
        order_number=values.order_number,
        name=values.name,
        csrf=CSRF_MARK,
    )


def item_url(cycle_code: str, order_number: str) -> str:
    """Return the address of the page of an offer."""
    return f"{_items_root()}{cycle_code}/{order_number}/"


@cache
def _items_root() -> str:
    return reverse("catalog:item", args=["C", "N"]).removesuffix("C/N/")


@lru_cache(maxsize=4096)
def picture(
    found: tuple[str, int, int] | None, zone: int, *, sizes: str, alt: str = "", wide: int = 240
) -> SafeString:
    """Draw a picture in the widths that exist, ``wide`` for browsers that cannot choose.

    ``found`` is (folder, width, height); without it the placeholder of the zone is drawn.
    """
    context = {
        "placeholder": static(f"img/no-picture-{ZONES[TemperatureZone(zone)][0]}.svg"),
        "alt": alt,
        "wide": wide,
        "sizes": sizes,
        "lazy": LAZY,
    }
    if found is not None:
        folder, width, height = found
        urls = {
            each: default_storage.url(f"pictures/{folder}/{each}.webp")
            for each in settings.PICTURE_WIDTHS
        }
        context |= {
            "url": urls[wide],
            "srcset": ", ".join(f"{url} {each}w" for each, url in urls.items()),
            "high": max(1, round(wide * height / width)),
        }
    return render_to_string("components/offer/picture.html", context)


#: Taken out again for the first few pictures of a page.
LAZY = SafeString(' loading="lazy" decoding="async"')


def badges(values: CardValues) -> list[Badge]:
    """Return the badges, the most telling first."""
    zone, sign = ZONES[TemperatureZone(values.zone)]
    found = [Badge(f"plain badge--{zone}", sign, str(TemperatureZone(values.zone).label))]
    if values.alcohol:
        found.append(Badge("alcohol", "", _("酒類")))
    if values.lottery:
        found.append(Badge("lottery", "", _("抽選")))
    elif values.total_limit is not None:
        found.append(Badge("limited", "", _("数量限定")))
    if any(tag.startswith(BARGAIN_TAG) for tag in values.tags):
        found.append(Badge("bargain", "", _("訳あり")))
    return found


def plain_price(offer: Offer) -> Price:
    """Return the price with nothing beside it, for rows and forms."""
    return Price(offer.price_inc_tax, offer.price_ex_tax)


def price(values: CardValues) -> Price:
    """Return the price with all that is said beside it."""
    usual, rounding = None, settings.TAX_ROUNDING
    if values.usual_price_ex_tax and values.usual_price_ex_tax > values.price_ex_tax:
        ex_tax = values.usual_price_ex_tax
        usual = ex_tax + money.tax(ex_tax, values.tax_rate, rounding)
    per_unit = unit_price(
        values.price_inc_tax, values.content_amount, values.content_unit, rounding=rounding
    )
    return Price(values.price_inc_tax, values.price_ex_tax, usual, unit_price_text(per_unit))


def unit_price_text(found: UnitPrice | None) -> str:
    """Say the price per unit: 100gあたり 税込215円; '' where there is none."""
    if found is None:
        return ""
    return _("%(per)sあたり 税込%(yen)s円") % {"per": found.per, "yen": money.yen(found.yen)}


def notes(values: CardValues, *, notice: bool = True) -> list[Note]:
    """Return what must be known first. ``notice``: of alcohol, too."""
    found = []
    if values.withdrawn_at:
        found.append(Note("info", _("この商品は、取り扱いがなくなりました。")))
    if values.alcohol and notice:
        found.append(Note("", alcohol_notice()))
    if values.lottery:
        found.append(Note("", _("申し込みが多いときは抽選です。")))
    if values.per_order_limit:
        most = min(values.per_order_limit, settings.MOST_PIECES)
        found.append(Note("", limit_text(most)))
    if values.next_week:
        found.append(Note("truck", _("ほかの商品の1週間あとにお届けします")))
    if values.by_parcel:
        found.append(Note("truck", _("別の便でお届けします")))
    if values.closes_at:
        until = dates.instant_text(values.closes_at)
        found.append(Note("clock", _("%(until)sまでの受付です") % {"until": until}))
    return found


def limit_text(most: int) -> str:
    """Say how many pieces one member may order."""
    return _("お一人%(limit)s点まで") % {"limit": most}


def alcohol_notice() -> str:
    """Return the notice that the law asks for beside alcohol."""
    return _("%(age)s歳未満の方への酒類の販売はしていません。") % {"age": settings.DRINKING_AGE}
