"""The markup of one card: what is read of an offer, and what becomes of it.

Plain strings, because a list draws 48 of them; every value is escaped here. The order button is
a template of its own (templates/components/order_button.html), rendered once with holes.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONArray
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from catalog.member_side import CardFacts
from catalog.models import Picture, TemperatureZone
from catalog.rules.unit_price import unit_price
from todock.lib import clock, money
from todock.lib.templatetags.todock import icon

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


class CardValues(NamedTuple):
    """What a card says of an offer, in the order of ``FIELDS``."""

    offer_id: int
    product_id: int
    cycle_code: str
    order_number: str
    name: str
    spec: str
    zone: int
    tax_rate: int
    price_ex_tax: int
    price_inc_tax: int
    usual_price_ex_tax: int | None
    content_amount: Decimal | None
    content_unit: str
    per_order_limit: int | None
    total_limit: int | None
    lottery: bool
    alcohol: bool
    next_week: bool
    by_parcel: bool
    closes_at: datetime | None
    withdrawn_at: datetime | None
    tags: list[str]
    allergens: str
    image_key: str
    #: (folder, width, height) of the picture, or None.
    picture: tuple[str, int, int] | None = None

    def facts(self) -> CardFacts:
        """Return what the member's side must know."""
        return CardFacts(
            offer_id=self.offer_id,
            product_id=self.product_id,
            cycle_code=self.cycle_code,
            order_number=self.order_number,
            name=self.name,
            per_order_limit=self.per_order_limit,
            limited=self.total_limit is not None and not self.lottery,
            alcohol=self.alcohol,
            allergens=self.allergens,
            closes_at=self.closes_at,
            withdrawn=self.withdrawn_at is not None,
        )


_OF_PRODUCT = {
    "name", "spec", "zone", "tax_rate", "content_amount", "content_unit", "alcohol", "allergens",
    "image_key",
}  # fmt: skip
_RENAMED = {"offer_id": "pk", "cycle_code": "cycle__code"}
FIELDS = [
    _RENAMED.get(name, f"product__{name}" if name in _OF_PRODUCT else name)
    for name in CardValues._fields
    if name != "picture"
]


def read(offers: QuerySet) -> Iterator[CardValues]:
    """Read offers for drawing, in their order. One query."""
    for *values, picture in offers.values_list(*FIELDS, Subquery(_PICTURE)):
        yield CardValues(*values, picture=tuple(picture) if picture else None)


_PICTURE = Picture.objects.filter(image_key=OuterRef("product__image_key")).values(
    found=JSONArray("folder", "width", "height")
)


def pictures_of(image_keys: Iterable[str]) -> dict[str, tuple[str, int, int]]:
    """Return (folder, width, height) by key of the pictures that have arrived."""
    found = Picture.objects.filter(image_key__in=list(image_keys))
    return {
        key: (folder, width, height)
        for key, folder, width, height in found.values_list(
            "image_key", "folder", "width", "height"
        )
    }


def parts(card: CardValues) -> tuple[str, str, str, str, str, str]:
    """Return the text between the slots: classes, flag, notes, and around the default action."""
    number = escape(card.order_number)
    url = item_url(card.cycle_code, card.order_number)
    closed = " card--closed" if card.withdrawn_at else ""
    return (
        f'<li class="card{closed}',
        f'" id="p-{number}"><a class="card__picture" href="{url}" tabindex="-1" '
        f'aria-hidden="true">{picture_html(card)}</a>',
        f'<div class="card__body">{badges_html(badges(card)[:3])}'
        f'<h3 class="card__name"><a href="{url}">{escape(card.name)} '
        f'<small class="nb">{escape(card.spec)}</small></a></h3>'
        f'<p class="card__no">{_("注文番号")} {number}</p>{price_html(card)}',
        f'{notes_html(card)}<div class="card__action">',
        action_html(card),
        "</div></div></li>",
    )


def item_url(cycle_code: str, order_number: str) -> str:
    """Return the address of the page of an offer."""
    return f"{_items_root()}{escape(cycle_code)}/{escape(order_number)}/"


@cache
def _items_root() -> str:
    return reverse("catalog:item", args=["C", "N"]).removesuffix("C/N/")


def picture_html(card: CardValues) -> str:
    """Draw the picture of a card, or the placeholder of its zone."""
    return image_html(card.picture, card.zone, sizes=_SIZES)


@lru_cache(maxsize=4096)
def image_html(
    picture: tuple[str, int, int] | None, zone: int, *, sizes: str, alt: str = "", wide: int = 240
) -> str:
    """Draw a picture in the widths that exist, ``wide`` for browsers that cannot choose."""
    placeholder = static(f"img/no-picture-{ZONES[TemperatureZone(zone)][0]}.svg")
    if picture is None:
        return f'<img src="{placeholder}" alt="{escape(alt)}" width="240" height="240"{LAZY}>'
    folder, width, height = picture
    urls = {
        width: escape(default_storage.url(f"pictures/{folder}/{width}.webp"))
        for width in settings.PICTURE_WIDTHS
    }
    sources = ", ".join(f"{url} {width}w" for width, url in urls.items())
    return (
        f'<img src="{urls[wide]}" srcset="{sources}" sizes="{sizes}" alt="{escape(alt)}" '
        f'width="{wide}" height="{max(1, round(wide * height / width))}" '
        f'data-instead="{placeholder}"{LAZY}>'
    )


#: Taken out again for the first few pictures of a page.
LAZY = ' loading="lazy" decoding="async"'


def badges(card: CardValues) -> list[tuple[str, str, str]]:
    """Return (class, icon, words) of the badges, the most telling first."""
    zone, zone_icon = ZONES[TemperatureZone(card.zone)]
    found = [(f"plain badge--{zone}", zone_icon, str(TemperatureZone(card.zone).label))]
    if card.alcohol:
        found.append(("alcohol", "", _("酒類")))
    if card.lottery:
        found.append(("lottery", "", _("抽選")))
    elif card.total_limit is not None:
        found.append(("limited", "", _("数量限定")))
    if any(tag.startswith(BARGAIN_TAG) for tag in card.tags):
        found.append(("bargain", "", _("訳あり")))
    return found


def badges_html(found: list[tuple[str, str, str]]) -> str:
    """Draw badges: an icon where there is one, and always words."""
    items = "".join(
        f'<li class="badge badge--{kind}">{icon(sign) if sign else ""}{escape(words)}</li>'
        for kind, sign, words in found
    )
    return f'<ul class="badges">{items}</ul>'


def price_html(card: CardValues, *, large: bool = False) -> str:
    """Draw the price: with tax big, before tax small, what it was, and per unit."""
    usual = ""
    if card.usual_price_ex_tax and card.usual_price_ex_tax > card.price_ex_tax:
        before = card.usual_price_ex_tax + money.tax(card.usual_price_ex_tax, card.tax_rate)
        usual = f'<s><span class="vh">{_("もとの値段")}</span>{money.yen(before)}{_("円")}</s>'
    per_unit = unit_price(card.price_inc_tax, card.content_amount, card.content_unit)
    return (
        f'<p class="price{" price--l" if large else ""}"><span class="price__in">{_("税込")} '
        f"<b>{money.yen(card.price_inc_tax)}</b>{_('円')}</span>{usual}"
        f'<span class="price__ex">{_("本体")} {money.yen(card.price_ex_tax)}{_("円")}</span>'
        + (f'<span class="price__unit">{escape(per_unit)}</span>' if per_unit else "")
        + "</p>"
    )


def notes(card: CardValues, *, notice: bool = True) -> list[tuple[str, str]]:
    """Return (icon, words) of what must be known first. ``notice``: of alcohol, too."""
    found = [("", words) for _kind, _sign, words in badges(card)[3:] if notice]
    if card.withdrawn_at:
        found.append(("info", _("この商品は、取り扱いがなくなりました。")))
    if card.alcohol and notice:
        found.append(("", alcohol_notice()))
    if card.lottery:
        found.append(("", _("申し込みが多いときは抽選です。")))
    if card.per_order_limit:
        found.append(("", _("お一人%(limit)s点まで") % {"limit": card.per_order_limit}))
    if card.next_week:
        found.append(("truck", _("ほかの商品の1週間あとにお届けします")))
    if card.by_parcel:
        found.append(("truck", _("別の便でお届けします")))
    if card.closes_at:
        until = clock.instant_text(card.closes_at)
        found.append(("clock", _("%(until)sまでの受付です") % {"until": until}))
    return found


def notes_html(card: CardValues, *, notice: bool = True) -> str:
    """Draw the notes, one line each."""
    return "".join(
        f'<p class="card__note">{icon(sign) if sign else ""}<span>{escape(words)}</span></p>'
        for sign, words in notes(card, notice=notice)
    )


def alcohol_notice() -> str:
    """Return the notice that the law asks for beside alcohol."""
    return _("%(age)s歳未満の方への酒類の販売はしていません。") % {"age": settings.DRINKING_AGE}


def action_html(card: CardValues, *, place: str = "card") -> str:
    """Draw the default action: the button 注文する, or that there is nothing to order any more."""
    if card.withdrawn_at:
        return f'<p class="btn btn--full" aria-disabled="true">{_("取り扱い終了")}</p>'
    return _button(place).format(
        url=set_quantity_url(card.cycle_code, card.order_number),
        order_number=escape(card.order_number),
        name=escape(card.name),
        csrf=CSRF_MARK,
    )


def set_quantity_url(cycle_code: str, order_number: str) -> str:
    """Return the address to which a quantity of this offer is posted."""
    return _set_quantity_url().format(cycle_code=cycle_code, order_number=order_number)


@cache
def _set_quantity_url() -> str:
    # The app above us answers there; only its name is known here.
    url = reverse("orders:set_quantity", args=["0000000", "000000"])
    return url.replace("0000000", "{cycle_code}").replace("000000", "{order_number}")


@cache
def _button(place: str) -> str:
    holes = {name: f"{{{name}}}" for name in ("url", "order_number", "name", "csrf")}
    target = {"card": ".card", "detail": ".order-box"}[place]
    return render_to_string(
        "components/order_button.html",
        {**holes, "place": place, "large": place == "detail", "target": target},
    )
