"""Setting a quantity: saved at once, told, and following what the member last asked for."""

import pytest

from catalog.models import OfferStock
from orders import refusals
from orders.actions import quantities
from orders.models import Channel, Order, OrderEvent, OrderLine
from tests.factories import goods
from tests.factories.purchases import quantity_of, set_to

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
