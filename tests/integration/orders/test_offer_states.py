"""The facts of offers for a member: everything that pages draw from, in few queries."""

from datetime import timedelta

import pytest

from catalog.models import OfferStock
from catalog.queries.offers import facts_of
from members.registration.actions import changes
from orders import refusals
from orders.models import Channel, OrderLine, PastPurchase
from orders.queries.offer_states import OfferState, states_of
from orders.queries.rounds import Round
from tests.factories import goods, people, purchases
from todock.lib import clock

pytestmark = pytest.mark.django_db


def round_of(member) -> Round:
    return Round(at=clock.now(), member=member)


def state_of(member, offer, *, age_known: bool = False) -> OfferState:
    found = states_of(round_of(member), [facts_of(offer)], age_known=age_known)
    return found[offer.pk]


def test_an_offer_that_nobody_ordered_can_be_ordered_and_says_how_many(sato, milk, window):
    state = state_of(sato, milk)

    assert (state.why_not, state.quantity, state.more) == (None, 0, 99)
    assert state.arrives_on == window.delivers_on


def test_what_is_on_the_order_counts_against_the_limit(sato, window):
    offer = goods.offer(cycle=window.cycle, per_order_limit=2)
    purchases.ordered(sato, offer, 2)

    state = state_of(sato, offer)

    assert (state.quantity, state.more, state.is_full) == (2, 0, True)
    assert isinstance(state.why_not, refusals.OverPerOrderLimit)


def test_no_more_can_be_added_than_is_left_for_everybody(sato, window):
    offer = goods.offer(cycle=window.cycle, total_limit=5, per_order_limit=4)
    assert state_of(sato, offer).more == 4

    OfferStock.objects.update(taken=3)

    assert state_of(sato, offer).more == 2


def test_a_line_from_paper_is_fixed(sato, milk):
    purchases.ordered(sato, milk, 2)
    OrderLine.objects.update(channel=Channel.PAPER)

    state = state_of(sato, milk)

    assert state.fixed
    assert isinstance(state.why_not, refusals.FixedByPaper)


def test_a_sold_out_offer_has_ended_for_everybody(sato, window):
    offer = goods.offer(cycle=window.cycle, total_limit=5)
    OfferStock.objects.update(taken=5)

    for member in (sato, None):
        assert isinstance(state_of(member, offer).ended, refusals.SoldOut)


def test_an_offer_that_comes_later_says_its_own_day(sato, window):
    offer = goods.offer(cycle=window.cycle, next_week=True)

    assert state_of(sato, offer).arrives_on == window.delivers_on + timedelta(days=7)


def test_alcohol_needs_an_age_until_it_is_known_and_a_visitor_is_not_asked(sato, window):
    wine = goods.offer(cycle=window.cycle, product__alcohol=True)

    assert isinstance(state_of(sato, wine).why_not, refusals.AgeNotGiven)
    assert state_of(sato, wine, age_known=True).why_not is None
    assert state_of(None, wine).why_not is None


def test_the_last_purchase_and_the_registered_allergens_are_told(sato, milk):
    before = goods.cycle(name="10月2回")
    PastPurchase.objects.create(member=sato, product=milk.product, cycle=before, quantity=3)
    changes.change(
        member=sato, values={"allergens": [str(goods.MILK)]}, by=sato.user, at=clock.now()
    )

    state = state_of(sato, milk)

    assert state.last_bought == ("10月2回", 3)
    assert state.contains == ["乳"]


def test_before_the_opening_and_after_the_deadline_nothing_can_be_changed(sato, milk, window):
    window.opens_at = clock.now() + timedelta(hours=1)
    window.save()

    state = state_of(sato, milk)

    assert isinstance(state.shut, refusals.WindowNotOpen)
    assert state.why_not is state.shut


def test_a_member_who_may_not_order_is_told_so_before_everything_else(milk):
    paused = people.suzuki(state=2)

    assert isinstance(state_of(paused, milk).shut, refusals.MayNotOrder)


def test_the_state_and_the_action_refuse_for_the_same_reason(sato, window):
    offers = [
        goods.offer(cycle=window.cycle, per_order_limit=1),
        goods.offer(cycle=window.cycle, withdrawn_at=clock.now()),
        goods.offer(cycle=window.cycle, product__withdrawn_at=clock.now()),
        goods.offer(cycle=window.cycle, closes_at=clock.now() - timedelta(minutes=1)),
        goods.offer(cycle=window.cycle, product__alcohol=True),
    ]
    purchases.ordered(sato, offers[0])

    for offer in offers:
        state = state_of(sato, offer)
        with pytest.raises(type(state.why_not)) as refused:
            purchases.set_to(sato, offer, state.quantity + 1)
        assert refused.value.message == state.why_not.message


def test_forty_eight_offers_cost_five_queries(sato, window, django_assert_num_queries):
    offers = [facts_of(goods.offer(cycle=window.cycle, total_limit=5)) for _offer in range(48)]

    # Windows, preferences (which come with a sign-in), lines, what is sold out, what was bought.
    with django_assert_num_queries(5):
        states_of(round_of(sato), offers, age_known=False)
