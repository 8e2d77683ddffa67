"""Narrowing, counting and ordering the offers of a place."""

from datetime import UTC, datetime, timedelta

from catalog.queries import listed_offers
from catalog.rules.filters import Choice
from tests.factories.goods import EGG, SHRIMP, allergens

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def entry(offer_id: int, **fields) -> listed_offers.ListedOffer:
    values = {
        "product_id": offer_id + 1000,
        "category_id": 1,
        "order_number": f"{offer_id:06}",
        "price": 200,
        "zone": 1,
        "tags": [],
        "allergens": allergens(),
        "closes_at": None,
        "sold_out": None,
    }
    return listed_offers.ListedOffer(offer_id, **{**values, **fields})


def ids(entries) -> list[int]:
    return [each.offer_id for each in entries]


def narrowed(entries, past=(), **choice) -> list[int]:
    return ids(listed_offers.narrow(entries, Choice(**choice), at=NOW, past=past))


def test_zones_are_alternatives_and_tags_must_all_be_there():
    # given
    entries = [
        entry(1, zone=1, tags=["道産品"]),
        entry(2, zone=2, tags=["道産品", "有機"]),
        entry(3, zone=3),
    ]
    # then
    assert narrowed(entries, zones=(1, 2)) == [1, 2]
    assert narrowed(entries, tags=("道産品", "有機")) == [2]


def test_an_allergen_takes_out_what_contains_it_and_keeps_what_says_nothing():
    # given
    entries = [
        entry(1, allergens=allergens(contains=(SHRIMP,))),
        entry(2, allergens=allergens(unknown=(SHRIMP,))),
        entry(3, allergens=""),
        entry(4, allergens=allergens(contains=(EGG,))),
    ]
    # then
    assert narrowed(entries, free=(SHRIMP,)) == [2, 3, 4]


def test_certainly_free_takes_out_what_says_nothing_too():
    # given
    entries = [
        entry(1, allergens=allergens(unknown=(SHRIMP,))),
        entry(2, allergens=""),
        entry(3, allergens=allergens()),
    ]
    # then
    assert narrowed(entries, free=(SHRIMP,), certain=True) == [3]


def test_orderable_leaves_out_what_is_sold_out_or_closed():
    # given
    entries = [
        entry(1, sold_out=True),
        entry(2, closes_at=NOW),
        entry(3, closes_at=NOW + timedelta(seconds=1)),
        entry(4, sold_out=False),
    ]
    # then
    assert narrowed(entries, orderable=True) == [3, 4]


def test_prices_include_both_ends():
    entries = [entry(1, price=199), entry(2, price=200), entry(3, price=300), entry(4, price=301)]
    assert narrowed(entries, low=200, high=300) == [2, 3]


def test_counts_of_zones_ignore_the_chosen_zone_and_obey_everything_else():
    # given
    entries = [
        entry(1, zone=1, tags=["道産品"]),
        entry(2, zone=2, tags=["道産品"]),
        entry(3, zone=2, tags=["有機"], allergens=allergens(contains=(EGG,))),
        entry(4, zone=3, price=900),
    ]
    # when
    counts = listed_offers.facets(entries, Choice(zones=(2,), high=500), [EGG], at=NOW)
    # then
    assert counts.zones == {1: 1, 2: 2}
    assert counts.tags == {"道産品": 1, "有機": 1}
    assert counts.free == {EGG: 1}
    assert counts.orderable == 2


def test_the_most_usual_product_comes_first_and_the_rest_stays_in_order():
    # given
    entries = [entry(1), entry(2), entry(3), entry(4)]
    # when
    ordered = listed_offers.order(entries, Choice(sort="before"), past=[1003, 1001])
    # then
    assert ids(ordered) == [3, 1, 2, 4]


def test_lists_stand_by_price_or_by_number():
    # given
    entries = [entry(3, price=300), entry(1, price=500), entry(2, price=100)]
    # then
    assert ids(listed_offers.order(entries, Choice(sort="cheap"))) == [2, 3, 1]
    assert ids(listed_offers.order(entries, Choice(sort="dear"))) == [1, 3, 2]
    assert ids(listed_offers.order(entries, Choice(sort="number"))) == [1, 2, 3]
    assert ids(listed_offers.order(entries, Choice())) == [3, 1, 2]
