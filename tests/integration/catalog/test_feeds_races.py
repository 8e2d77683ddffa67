"""A file of offers against members who are ordering at the same moment."""

import pytest
from django.db import IntegrityError, transaction

from catalog.models import Offer, OfferStock
from members.models import Member
from tests.factories import goods, people, purchases
from tests.factories.feed_files import offer, receive
from tests.factories.threads import Other
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


def test_an_order_of_milk_that_meets_the_file_never_becomes_soap(sato):
    def order_while_soap_arrives() -> None:
        # given an order of the milk that is written but not committed
        with transaction.atomic():
            purchases.ordered(sato, Offer.objects.get(), 1)
            # when a file puts soap under its number and is through first
            soap = [offer("100001", "0000002", 税込価格=220)]
            file = Other(lambda: receive("offers", soap)).result()
            assert file.state == State.APPLIED

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
        arriving = Other(lambda: receive("offers", [offer("100001", 企画数量=10)]))
        # then it waits for the order
        arriving.until_it_waits()
    file = arriving.result()
    assert file.state == State.APPLIED, file.message
    assert OfferStock.objects.get().taken == 3
