"""A file of offers against members who are ordering at the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.models import Offer, OfferStock
from members.models import Member
from tests.factories import goods, people, purchases
from tests.factories.feed_files import offer, receive
from todock.feeds.models import FeedFile

pytestmark = pytest.mark.django_db(transaction=True)
State = FeedFile.State


@pytest.fixture
def sato() -> Member:
    """佐藤さん, who may order in a cycle with milk under 100001."""
    goods.product(item_code="0000001")
    goods.product(item_code="0000002", tax_rate=10)
    cycle = goods.cycle(code="2026114")
    receive("offers", [offer("100001", "0000001")])
    member = people.sato()
    purchases.window(cycle, member.course)
    return member


def in_thread(work: Callable[[], FeedFile]) -> tuple[threading.Thread, list[FeedFile]]:
    """Begin ``work`` on a connection of its own."""
    results: list[FeedFile] = []

    def run() -> None:
        try:
            results.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, results


def test_an_order_of_milk_that_meets_the_file_never_becomes_soap(sato):
    def order_while_soap_arrives() -> None:
        # given an order of the milk that is written but not committed
        with transaction.atomic():
            purchases.ordered(sato, Offer.objects.get(), 1)
            # when a file puts soap under its number and is through first
            soap = [offer("100001", "0000002", 税込価格=220)]
            thread, files = in_thread(lambda: receive("offers", soap))
            thread.join(timeout=30)
            assert files[0].state == State.APPLIED

    # then the order of the milk is not accepted, and nobody has the soap
    with pytest.raises(IntegrityError):
        order_while_soap_arrives()
    made = Offer.objects.get()
    assert (made.product.item_code, made.lines.count()) == ("0000002", 0)


def test_what_is_being_ordered_is_counted_when_an_offer_becomes_limited(sato):
    # given an order of three that is written but not committed
    with transaction.atomic():
        purchases.ordered(sato, Offer.objects.get(), 3)
        # when a file limits the offer to ten
        thread, files = in_thread(lambda: receive("offers", [offer("100001", 企画数量=10)]))
        thread.join(timeout=1.5)
        # then it waits for the order
        assert thread.is_alive()
    thread.join(timeout=30)
    assert files[0].state == State.APPLIED, files[0].message
    assert OfferStock.objects.get().taken == 3
