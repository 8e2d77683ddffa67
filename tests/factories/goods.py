"""Goods for tests: categories, products, cycles, offers and pictures.

Every function creates what it needs. Keyword arguments replace any field; codes and order
numbers count up, so that two calls never collide.
"""

from datetime import timedelta
from itertools import count

from catalog.models import Category, Cycle, Offer, OfferStock, Picture, Product, TemperatureZone
from todock.lib import clock, money

_numbers = count(1)

#: 8 mandatory and 20 recommended allergens, none contained.
NO_ALLERGENS = "0" * 28
#: Position of some allergens in that column, from 1.
EGG, MILK, WHEAT, SHRIMP = 1, 2, 3, 4


def allergens(*, contains: tuple[int, ...] = (), unknown: tuple[int, ...] = ()) -> str:
    """Return the 28 states with the given positions (from 1) set."""
    states = list(NO_ALLERGENS)
    for position in contains:
        states[position - 1] = Product.AllergenState.CONTAINS
    for position in unknown:
        states[position - 1] = Product.AllergenState.UNKNOWN
    return "".join(states)


def category(*, name: str = "牛乳", parent: Category | None = None, **fields) -> Category:
    """Create a category beneath ``parent``, or at the top."""
    code = fields.pop("code", f"{next(_numbers):04}")
    path = f"{parent.path if parent else ''}{code}/"
    return Category.objects.create(name=name, code=code, parent=parent, path=path, **fields)


def product(**fields) -> Product:
    """Create 北海道牛乳 1L, or whatever the fields say."""
    number = next(_numbers)
    if "category" not in fields:
        fields["category"] = category()
    values = {
        "item_code": f"I{number:07}",
        "name": "北海道牛乳",
        "kana": "ホッカイドウギュウニュウ",
        "maker": "はまなす乳業",
        "spec": "1L",
        "zone": TemperatureZone.CHILLED,
        "tax_rate": 8,
        "allergens": allergens(contains=(MILK,)),
    }
    return Product.objects.create(**{**values, **fields})


def cycle(**fields) -> Cycle:
    """Create a cycle that was published a day ago."""
    number = next(_numbers)
    values = {
        "code": f"2026{number % 1000:03}",
        "name": "11月4回",
        "publishes_at": clock.now() - timedelta(days=1),
    }
    return Cycle.objects.create(**{**values, **fields})


def coming_cycle(**fields) -> Cycle:
    """Create a cycle that is published tomorrow."""
    return cycle(**{"publishes_at": clock.now() + timedelta(days=1), "name": "12月1回", **fields})


def offer(**fields) -> Offer:
    """Create an offer of 198 yen before tax.

    Fields of the product may be given as ``product__name``. ``total_limit`` without a lottery
    makes the stock row that the feed would make.
    """
    about = {
        name.removeprefix("product__"): fields.pop(name)
        for name in list(fields)
        if name.startswith("product__")
    }
    if "product" not in fields:
        fields["product"] = product(**about)
    if "cycle" not in fields:
        fields["cycle"] = cycle()
    ex_tax = fields.setdefault("price_ex_tax", 198)
    values = {
        "order_number": f"{100000 + next(_numbers):06}",
        "price_inc_tax": ex_tax + money.tax(ex_tax, fields["product"].tax_rate, "floor"),
    }
    made = Offer.objects.create(**{**values, **fields})
    if made.total_limit is not None and not made.lottery:
        OfferStock.objects.create(offer=made, total_limit=made.total_limit)
    return made


def picture(**fields) -> Picture:
    """Create the record of a picture (the files are not needed to draw a page)."""
    key = fields.setdefault("image_key", f"picture-{next(_numbers)}")
    values = {"folder": f"{key}/0123456789ab", "width": 960, "height": 960}
    return Picture.objects.create(**{**values, **fields})
