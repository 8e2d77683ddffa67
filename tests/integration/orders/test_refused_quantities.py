"""A quantity that is refused: with a reason, and nothing written."""

from datetime import timedelta

import pytest
from django.db import connection

from catalog.models import Offer
from members.models import Member
from orders import refusals
from orders.models import Channel, Order, OrderLine
from tests.factories import goods, purchases
from tests.factories.purchases import quantity_of, set_to
from todock.lib import clock

pytestmark = pytest.mark.django_db


def test_an_order_changed_after_the_deadline_is_refused(sato, milk, window):
    set_to(sato, milk, 2)
    window.opens_at = clock.now() - timedelta(days=3)
    window.closes_at = clock.now() - timedelta(seconds=1)
    window.save()

    with pytest.raises(refusals.WindowClosed):
        set_to(sato, milk, 1)

    assert quantity_of(sato, milk) == 2


def test_a_first_order_after_the_deadline_is_refused_and_leaves_no_order(sato, milk, window):
    window.closes_at = clock.now() - timedelta(seconds=1)
    window.save()

    with pytest.raises(refusals.WindowClosed):
        set_to(sato, milk, 1)

    assert not Order.objects.exists()


def test_the_deadline_is_judged_by_the_database_clock_and_not_by_ours(sato, milk, window):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_orderwindow SET closes_at = clock_timestamp() + interval '1 hour'"
        )
    set_to(sato, milk, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_orderwindow SET closes_at = clock_timestamp()")

    with pytest.raises(refusals.WindowClosed):
        set_to(sato, milk, 2)


def test_a_window_that_was_closed_by_hand_takes_nothing_more(sato, milk, window):
    window.closed_at = window.closes_at
    window.save()

    with pytest.raises(refusals.WindowClosed):
        set_to(sato, milk, 1)


def test_a_window_that_has_not_opened_says_when_it_opens(sato, milk, window):
    window.opens_at = clock.now() + timedelta(hours=1)
    window.save()

    with pytest.raises(refusals.WindowNotOpen) as refused:
        set_to(sato, milk, 1)

    assert refused.value.opens_at == window.opens_at


def test_a_cycle_without_a_window_for_the_course_is_refused(sato):
    elsewhere = goods.offer(cycle=goods.cycle(code="2026121"))

    with pytest.raises(refusals.WindowNotOpen):
        set_to(sato, elsewhere, 1)


def test_a_cycle_that_is_not_published_cannot_be_ordered(sato, milk, window):
    window.cycle.publishes_at = clock.now() + timedelta(hours=1)
    window.cycle.save()
    milk.cycle.refresh_from_db()

    with pytest.raises(refusals.WindowNotOpen):
        set_to(sato, milk, 1)


def test_an_offer_that_closed_earlier_can_be_reduced_but_not_increased(sato, milk):
    set_to(sato, milk, 2)
    milk.closes_at = clock.now() - timedelta(minutes=1)
    milk.save()

    with pytest.raises(refusals.OfferClosed):
        set_to(sato, milk, 3)
    set_to(sato, milk, 1)

    assert quantity_of(sato, milk) == 1


def test_a_withdrawn_offer_can_be_taken_off_but_not_added(sato, milk):
    set_to(sato, milk, 1)
    milk.withdrawn_at = clock.now()
    milk.save()

    with pytest.raises(refusals.OfferWithdrawn):
        set_to(sato, milk, 2)
    set_to(sato, milk, 0)

    assert quantity_of(sato, milk) == 0


def test_a_member_whose_orders_are_stopped_cannot_add(sato, milk):
    purchases.purchase_limit(sato, ordering_stopped=True)

    with pytest.raises(refusals.OrderingStopped):
        set_to(sato, milk, 1)


@pytest.mark.parametrize(
    "state", [Member.State.PAUSED, Member.State.WITHDRAWN, Member.State.SUSPENDED]
)
def test_a_member_who_is_not_active_cannot_order(sato, milk, state):
    sato.state = state

    with pytest.raises(refusals.MayNotOrder) as refused:
        set_to(sato, milk, 1)

    assert refused.value.message == sato.why_no_orders != ""


def test_a_member_without_a_course_cannot_order(sato, milk):
    sato.course = None

    with pytest.raises(refusals.NoCourse):
        set_to(sato, milk, 1)


def test_a_line_from_the_paper_form_is_not_changed_on_the_web(sato, milk):
    set_to(sato, milk, 2, channel=Channel.PAPER)

    with pytest.raises(refusals.FixedByPaper):
        set_to(sato, milk, 3)


@pytest.mark.django_db(transaction=True)
def test_an_offer_that_a_feed_replaced_meanwhile_is_told_as_withdrawn(sato, milk):
    Offer.objects.filter(pk=milk.pk).delete()

    with pytest.raises(refusals.OfferWithdrawn):
        set_to(sato, milk, 1)

    assert not OrderLine.objects.exists()


def test_a_product_that_was_withdrawn_cannot_be_added(sato, milk):
    milk.product.withdrawn_at = clock.now()
    milk.product.save()

    with pytest.raises(refusals.OfferWithdrawn):
        set_to(sato, milk, 1)


def test_rules_that_changed_after_the_page_was_drawn_count(sato, milk):
    Offer.objects.filter(pk=milk.pk).update(per_order_limit=1)

    with pytest.raises(refusals.OverPerOrderLimit):
        set_to(sato, milk, 2)
