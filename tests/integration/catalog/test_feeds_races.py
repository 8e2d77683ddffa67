"""A file of offers against members who are ordering at the same moment."""

import threading

import pytest
from django.db import connection, transaction

from catalog.models import Offer
from tests.factories import goods, people, purchases
from tests.factories.feed_files import offer, receive
from todock.feeds.models import FeedFile


@pytest.mark.django_db(transaction=True)
def test_an_order_that_is_being_written_keeps_its_number_from_becoming_soap():
    # given milk under a number, and a file that puts soap there
    goods.product(item_code="0000001")
    goods.product(item_code="0000002", tax_rate=10)
    cycle = goods.cycle(code="2026114")
    receive("offers", [offer("100001", "0000001")])
    sato = people.sato()
    purchases.window(cycle, sato.course)
    files = []

    def send() -> None:
        try:
            files.append(receive("offers", [offer("100001", "0000002", 税込価格=220)]))
        finally:
            connection.close()

    # when an order of the milk is written but not committed as the file arrives
    sending = threading.Thread(target=send)
    with transaction.atomic():
        purchases.ordered(sato, Offer.objects.get(), 1)
        sending.start()
        sending.join(timeout=2)
        # then the file waits for it
        assert sending.is_alive()
    sending.join(timeout=30)
    # and is refused
    assert files[0].state == FeedFile.State.REFUSED
    assert Offer.objects.get().product.item_code == "0000001"
