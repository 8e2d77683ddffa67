"""Setting a quantity: saved at once, or refused with a reason and nothing written."""

from datetime import timedelta

import pytest
from django.db import connection

from catalog.models import Offer, OfferStock
from members.models import Member
from orders import refusals
from orders.actions import quantities
from orders.models import Channel, Order, OrderEvent, OrderLine
from tests.factories import goods, people, purchases
from tests.factories.purchases import quantity_of, set_to
from todock.lib import clock

pytestmark = pytest.mark.django_db


def test_what_is_set_is_ordered_at_once(sato, milk):
    change = set_to(sato, milk, 2)

    assert (change.before, change.quantity, change.changed) == (0, 2, True)
    assert quantity_of(sato, milk) == 2


def test_setting_zero_takes_the_offer_off_the_order(sato, milk):
    set_to(sato, milk, 2)

    set_to(sato, milk, 0)

    assert quantity_of(sato, milk) == 0


def test_every_change_leaves_an_event_that_says_who_what_and_through_which_channel(sato, milk):
    set_to(sato, milk, 2)
    set_to(sato, milk, 3)
    set_to(sato, milk, 0)

    events = OrderEvent.objects.order_by("pk").values_list(
        "kind", "quantity_before", "quantity_after", "by", "channel", "order_number"
    )
    assert list(events) == [
        ("added", 0, 2, sato.user.pk, "W", "120451"),
        ("changed", 2, 3, sato.user.pk, "W", "120451"),
        ("removed", 3, 0, sato.user.pk, "W", "120451"),
    ]


def test_asking_again_for_what_stands_writes_nothing(sato, milk):
    set_to(sato, milk, 2)
    saved_at = Order.objects.get().updated_at

    change = set_to(sato, milk, 2)

    assert not change.changed
    assert OrderEvent.objects.count() == 1
    assert Order.objects.get().updated_at == saved_at


def test_taking_off_what_was_never_ordered_opens_no_order(sato, milk):
    set_to(sato, milk, 0)

    assert not Order.objects.exists()


def test_a_double_tap_on_plus_counts_once(sato, milk):
    set_to(sato, milk, 1)

    for _ in range(2):
        quantities.step_quantity(member=sato, offer=milk, step=1, shown=1, by=sato.user)

    assert quantity_of(sato, milk) == 2


def test_a_step_without_a_shown_quantity_counts_from_what_stands(sato, milk):
    set_to(sato, milk, 4)

    quantities.step_quantity(member=sato, offer=milk, step=-1, by=sato.user)

    assert quantity_of(sato, milk) == 3


def test_a_page_that_is_out_of_date_is_told_both_states_and_changes_nothing(sato, milk):
    set_to(sato, milk, 5)

    with pytest.raises(refusals.StaleQuantity) as refused:
        quantities.step_quantity(member=sato, offer=milk, step=1, shown=1, by=sato.user)

    assert (refused.value.stored, refused.value.wanted) == (5, 2)
    assert quantity_of(sato, milk) == 5


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


def test_clearing_an_order_gives_back_what_is_limited_and_keeps_paper_lines(sato, milk, window):
    crab = goods.offer(cycle=window.cycle, order_number="410999", total_limit=3)
    OfferStock.objects.get_or_create(offer=crab, defaults={"total_limit": 3})
    crab.refresh_from_db()
    paper = goods.offer(cycle=window.cycle, order_number="310112")
    set_to(sato, milk, 1)
    set_to(sato, crab, 2)
    set_to(sato, paper, 1, channel=Channel.PAPER)

    taken_off = quantities.clear_order(member=sato, cycle=window.cycle, by=sato.user)

    assert taken_off == 2
    assert OfferStock.objects.get(offer=crab).taken == 0
    assert [line.offer for line in OrderLine.objects.all()] == [paper]


def test_a_member_has_one_order_a_cycle(sato, milk, window):
    tofu = goods.offer(cycle=window.cycle, order_number="140206")

    set_to(sato, milk, 1)
    set_to(sato, tofu, 1)

    assert Order.objects.count() == 1


def test_what_was_ordered_before_the_offer_became_limited_can_be_reduced(sato, milk):
    set_to(sato, milk, 2)
    OfferStock.objects.create(offer=milk, total_limit=5, taken=0)
    milk.refresh_from_db()

    set_to(sato, milk, 1)

    assert quantity_of(sato, milk) == 1
    assert OfferStock.objects.get(offer=milk).taken == 0


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
