"""Many at once: exactly what there is gets sold, and the deadline cuts cleanly."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from catalog.models import OfferStock
from orders import refusals
from orders.actions import closing, quantities
from orders.models import Order, OrderEvent, OrderLine
from tests.factories import goods, people, purchases
from tests.factories.threads import at_once
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

    results = at_once(*(order(buyer, crab) for buyer in buyers))

    sold = [result for result in results if isinstance(result, quantities.Change)]
    refused = [result for result in results if isinstance(result, refusals.SoldOut)]
    assert (len(sold), len(refused)) == (10, 30)
    assert OrderLine.objects.count() == OfferStock.objects.get(offer=crab).taken == 10


def test_the_same_first_order_from_two_tabs_makes_one_order_and_one_line():
    sato = people.sato()
    window = purchases.window(course=sato.course)
    milk = goods.offer(cycle=window.cycle)

    results = at_once(*(order(sato, milk, 2, shown=0) for _ in range(8)))

    assert all(isinstance(result, quantities.Change) for result in results)
    assert Order.objects.count() == OrderLine.objects.count() == OrderEvent.objects.count() == 1


def test_two_open_cycles_at_once_cannot_pass_the_purchase_limit_together():
    sato = people.sato()
    purchases.purchase_limit(sato, limit=3_500)
    offers = []
    for code in ("2026114", "2026121"):
        cycle = goods.cycle(code=code)
        purchases.window(cycle=cycle, course=sato.course)
        offers.append(goods.offer(cycle=cycle, price_ex_tax=2_680))

    results = at_once(*(order(sato, offer) for offer in offers))

    assert sum(isinstance(result, quantities.Change) for result in results) == 1
    assert sum(isinstance(result, refusals.OverPurchaseLimit) for result in results) == 1


def test_members_who_take_two_limited_offers_crosswise_do_not_block_each_other():
    window = purchases.window()
    pair = [goods.offer(cycle=window.cycle, order_number=no) for no in ("100001", "100002")]
    for offer in pair:
        OfferStock.objects.create(offer=offer, total_limit=1_000)
        offer.refresh_from_db()
    buyers = [people.member(f"{number:010}", user=None) for number in range(1, 9)]
    for buyer in buyers:
        for offer in pair:
            purchases.ordered(buyer, offer, 2)

    results = at_once(
        *(
            lambda buyer=buyer: quantities.clear_order(member=buyer, cycle=window.cycle, by=None)
            for buyer in buyers
        )
    )

    assert results == [2] * 8
    assert set(OfferStock.objects.values_list("taken", flat=True)) == {0}


def closing_after(window) -> Callable[[], object]:
    return lambda: closing.close_due_windows(at=window.closes_at)


@pytest.mark.parametrize("has_order", [True, False], ids=["changed order", "first order"])
def test_a_change_that_was_accepted_in_time_is_in_the_closing_that_waits_for_it(has_order):
    sato = people.sato()
    window = purchases.window(course=sato.course, closes_at=clock.now() + timedelta(hours=1))
    milk = goods.offer(cycle=window.cycle, order_number="120451")
    if has_order:
        purchases.ordered(sato, goods.offer(cycle=window.cycle, order_number="140206"))
    accepted = threading.Event()
    closer_waits = threading.Event()

    def slow_change() -> None:
        with transaction.atomic():
            order(sato, milk, 3)()
            accepted.set()
            assert closer_waits.wait(10)

    def close() -> None:
        assert accepted.wait(10)
        threading.Thread(target=see_it_wait).start()
        closing.close_due_windows(at=window.closes_at)

    def see_it_wait() -> None:
        try:
            _until_somebody_waits_for_a_lock()
        finally:
            closer_waits.set()
            connection.close()

    results = at_once(slow_change, close)

    assert results == [None, None]
    line = OrderLine.objects.get(offer=milk)
    assert (line.quantity, line.name is not None) == (3, True)


def test_a_change_that_waited_for_the_closing_is_refused():
    sato = people.sato()
    window = purchases.window(course=sato.course, closes_at=clock.now() + timedelta(hours=1))
    milk = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, milk, 1)
    closing_holds = threading.Event()
    changer_waits = threading.Event()

    def slow_close() -> None:
        with transaction.atomic():
            deadline = closing.Deadline(window.cycle_id, window.closes_at)
            closing.close(deadline)
            closing_holds.set()
            _until_somebody_waits_for_a_lock()
        changer_waits.set()

    def change() -> object:
        assert closing_holds.wait(10)
        return order(sato, milk, 9)()

    _closed, changed = at_once(slow_close, change)

    assert isinstance(changed, refusals.WindowClosed)
    assert OrderLine.objects.get().quantity == 1


def test_two_closings_at_once_close_once():
    sato = people.sato()
    window = purchases.window(course=sato.course)
    purchases.ordered(sato, goods.offer(cycle=window.cycle))

    at_once(closing_after(window), closing_after(window))

    assert OrderEvent.objects.filter(kind="closed").count() == 1
    assert sato.past_purchases.get().times == 1
    assert sato.outgoing_mails.count() == 1


def _until_somebody_waits_for_a_lock() -> None:
    """Return when another session of this database waits for a lock; fail after ten seconds."""
    give_up_at = clock.now() + timedelta(seconds=10)
    with connection.cursor() as cursor:
        while clock.now() < give_up_at:
            # Inside a transaction the view is read once and kept.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited for a lock")
