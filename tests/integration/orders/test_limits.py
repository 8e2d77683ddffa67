"""The three limits: of an offer for a member, of what there is, and of purchases in yen."""

import pytest

from catalog.models import Offer, OfferStock
from orders import refusals
from tests.factories import goods, people, purchases
from tests.factories.purchases import quantity_of, set_to

pytestmark = pytest.mark.django_db


def test_more_than_the_limit_per_member_is_refused(sato, window):
    butter = goods.offer(cycle=window.cycle, per_order_limit=2)
    set_to(sato, butter, 2)

    with pytest.raises(refusals.OverPerOrderLimit) as refused:
        set_to(sato, butter, 3)

    assert refused.value.limit == 2
    assert quantity_of(sato, butter) == 2


def test_a_lowered_limit_per_member_never_refuses_a_decrease(sato, window):
    butter = goods.offer(cycle=window.cycle)
    set_to(sato, butter, 5)
    butter.per_order_limit = 2
    butter.save()

    set_to(sato, butter, 4)

    assert quantity_of(sato, butter) == 4


def test_a_limited_quantity_is_taken_and_given_back(sato, window):
    crab = goods.offer(cycle=window.cycle, total_limit=3)
    OfferStock.objects.get_or_create(offer=crab, defaults={"total_limit": 3})
    crab.refresh_from_db()

    set_to(sato, crab, 3)
    with pytest.raises(refusals.SoldOut) as refused:
        set_to(people.suzuki(), crab, 1)
    set_to(sato, crab, 1)

    assert refused.value.left == 0
    assert OfferStock.objects.get(offer=crab).taken == 1


def test_the_purchase_limit_counts_what_is_unbilled_and_the_fee(sato, milk):
    # 218 x 4 = 872, tax 69, fee 220: 1,161 yen.
    purchases.purchase_limit(sato, limit=2_160, unbilled=1_000)
    set_to(sato, milk, 3)

    with pytest.raises(refusals.OverPurchaseLimit) as refused:
        set_to(sato, milk, 4)

    assert refused.value.over == 1
    assert quantity_of(sato, milk) == 3


def test_the_purchase_limit_is_met_to_the_yen(sato, milk):
    purchases.purchase_limit(sato, limit=2_161, unbilled=1_000)

    set_to(sato, milk, 4)

    assert quantity_of(sato, milk) == 4


def test_a_decrease_is_never_refused_by_the_purchase_limit(sato, milk):
    limit = purchases.purchase_limit(sato, limit=50_000)
    set_to(sato, milk, 5)
    limit.limit = 0
    limit.save()

    set_to(sato, milk, 4)

    assert quantity_of(sato, milk) == 4


def test_the_purchase_limit_counts_every_open_cycle(sato, milk):
    other = goods.cycle(code="2026121")
    purchases.window(cycle=other, course=sato.course)
    rice = goods.offer(cycle=other, price_ex_tax=2_680)
    purchases.purchase_limit(sato, limit=3_500)
    set_to(sato, rice, 1)

    with pytest.raises(refusals.OverPurchaseLimit):
        set_to(sato, milk, 1)


def test_what_was_ordered_before_the_offer_became_limited_can_be_reduced(sato, milk):
    set_to(sato, milk, 2)
    OfferStock.objects.create(offer=milk, total_limit=5, taken=0)
    milk.refresh_from_db()

    set_to(sato, milk, 1)

    assert quantity_of(sato, milk) == 1
    assert OfferStock.objects.get(offer=milk).taken == 0


def test_an_offer_that_became_limited_after_the_page_was_drawn_is_taken_from_the_stock(sato, milk):
    OfferStock.objects.create(offer_id=milk.pk, total_limit=1)

    with pytest.raises(refusals.SoldOut):
        set_to(sato, milk, 2)


def test_what_is_given_back_above_a_lowered_quantity_is_not_sold_again(sato, window):
    crab = goods.offer(cycle=window.cycle, total_limit=5)
    set_to(sato, crab, 5)
    # As a snapshot leaves it that lowers the quantity to 3.
    Offer.objects.filter(pk=crab.pk).update(total_limit=3)

    set_to(sato, crab, 4)
    with pytest.raises(refusals.SoldOut):
        set_to(people.suzuki(), crab, 1)
    set_to(sato, crab, 2)
    set_to(people.member("0000000009"), crab, 1)

    stock = OfferStock.objects.get(offer=crab)
    assert (stock.taken, stock.total_limit) == (3, 3)
