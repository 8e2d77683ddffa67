"""Many at once: exactly what there is gets sold, and the deadline cuts cleanly."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from catalog.models import OfferStock
from orders import refusals
from orders.actions import closing, quantities
from orders.actions import points as points_actions
from orders.models import Order, OrderEvent, OrderLine
from tests.factories import goods, people, purchases
from tests.factories.ledger import balances, earned, post
from tests.factories.threads import Other, behind
from todock.lib import clock

pytestmark = pytest.mark.django_db(transaction=True)


def order(member, offer, quantity=1, **kw) -> Callable[[], object]:
    return lambda: quantities.set_quantity(
        member=member, offer=offer, quantity=quantity, by=None, **kw
    )


def test_forty_members_at_once_get_exactly_the_ten_that_there_are():
    window = purchases.window()
    crab = goods.offer(cycle=window.cycle, total_limit=10)
    OfferStock.objects.get_or_create(offer=crab, defaults={"total_limit": 10})
    crab.refresh_from_db()
    buyers = [people.member(f"{number:010}", user=None) for number in range(1, 41)]

    results = behind(*(order(buyer, crab) for buyer in buyers))

    sold = [result for result in results if isinstance(result, quantities.Change)]
    refused = [result for result in results if isinstance(result, refusals.SoldOut)]
    assert (len(sold), len(refused)) == (10, 30)
    assert OrderLine.objects.count() == OfferStock.objects.get(offer=crab).taken == 10


def test_the_same_first_order_from_two_tabs_makes_one_order_and_one_line():
    sato = people.sato()
    window = purchases.window(course=sato.course)
    milk = goods.offer(cycle=window.cycle)

    results = behind(*(order(sato, milk, 2, shown=0) for _ in range(8)))

    assert all(isinstance(result, quantities.Change) for result in results)
    assert Order.objects.count() == OrderLine.objects.count() == OrderEvent.objects.count() == 1


@pytest.mark.parametrize("has_orders", [True, False], ids=["changed orders", "first orders"])
def test_two_open_cycles_at_once_cannot_pass_the_purchase_limit_together(has_orders):
    sato = people.sato()
    purchases.purchase_limit(sato, limit=3_500)
    offers = []
    for code in ("2026114", "2026121"):
        cycle = goods.cycle(code=code)
        purchases.window(cycle=cycle, course=sato.course)
        offers.append(goods.offer(cycle=cycle, price_ex_tax=2_680))
        if has_orders:
            purchases.ordered(sato, goods.offer(cycle=cycle, price_ex_tax=10))

    # The second is judged while the first is written and not committed.
    first, second = behind(*(order(sato, offer) for offer in offers))

    assert isinstance(first, quantities.Change)
    assert isinstance(second, refusals.OverPurchaseLimit)


def test_points_that_go_elsewhere_while_an_order_takes_them_are_not_taken_twice():
    """All points of the account are asked for while another has held most of them."""
    sato = people.sato()
    account = earned(sato, 500)
    window = purchases.window(course=sato.course)
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 3)

    _held, use = behind(
        lambda: post(account, "hold", 400, subject="order:elsewhere"),
        lambda: points_actions.set_points(member=sato, cycle=window.cycle, mode="all", by=None),
    )

    assert (use.used, use.available) == (100, 0)
    assert balances(account) == (0, 0, 500, 0)


def test_members_who_take_two_limited_offers_crosswise_do_not_block_each_other():
    window = purchases.window()
    pair = [goods.offer(cycle=window.cycle, order_number=no) for no in ("100001", "100002")]
    for offer in pair:
        OfferStock.objects.create(offer=offer, total_limit=1_000)
        offer.refresh_from_db()
    sato, suzuki = people.sato(), people.suzuki()
    for buyer, offers in [(sato, pair), (suzuki, reversed(pair))]:
        for offer in offers:
            purchases.ordered(buyer, offer, 2)
    ids = sorted(offer.pk for offer in pair)
    stocks = OfferStock.objects.select_for_update(nowait=True)

    # Whoever waits for the first offer holds nothing of the second, whatever came first for her.
    with transaction.atomic():
        stocks.get(offer=ids[0])
        clearing = [
            Other(lambda who=who: quantities.clear_order(member=who, cycle=window.cycle, by=None))
            for who in (sato, suzuki)
        ]
        for each in clearing:
            each.until_it_waits()
        stocks.get(offer=ids[1])

    assert [each.result() for each in clearing] == [2, 2]
    assert set(OfferStock.objects.values_list("taken", flat=True)) == {0}


def closing_after(window) -> Callable[[], object]:
    return lambda: closing.close_due_windows(at=window.closes_at)


@pytest.mark.parametrize("before", ["an order", "an order without goods", "no order"])
def test_a_change_that_was_accepted_in_time_is_in_the_closing_that_waits_for_it(before):
    sato = people.sato()
    window = purchases.window(course=sato.course, closes_at=clock.now() + timedelta(hours=1))
    milk = goods.offer(cycle=window.cycle, order_number="120451")
    if before != "no order":
        bread = goods.offer(cycle=window.cycle, order_number="140206")
        purchases.ordered(sato, bread)
        purchases.set_to(sato, bread, 0 if before == "an order without goods" else 1)

    behind(order(sato, milk, 3), closing_after(window))

    line = OrderLine.objects.get(offer=milk)
    assert (line.quantity, line.name is not None) == (3, True)
    # Goods came, so the fee is paid.
    assert line.order.fee_inc_tax > 0


def test_a_change_that_waited_for_the_closing_is_refused():
    sato = people.sato()
    window = purchases.window(course=sato.course, closes_at=clock.now() + timedelta(hours=1))
    milk = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, milk, 1)
    deadline = closing.Deadline(window.cycle_id, window.closes_at)

    _closed, changed = behind(lambda: closing.close(deadline), order(sato, milk, 9))

    assert isinstance(changed, refusals.WindowClosed)
    assert OrderLine.objects.get().quantity == 1


def test_two_closings_at_once_close_once():
    sato = people.sato()
    window = purchases.window(course=sato.course)
    purchases.ordered(sato, goods.offer(cycle=window.cycle))

    behind(closing_after(window), closing_after(window))

    assert OrderEvent.objects.filter(kind="closed").count() == 1
    assert sato.past_purchases.get().times == 1
    assert sato.outgoing_mails.count() == 1
