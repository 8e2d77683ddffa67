"""How much a page may ask of the database, when a member has a long order."""

import gzip

import pytest
from django.core.cache import cache

from catalog.search import index
from orders.models import PastPurchase
from tests.factories import goods, people, purchases

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_list(client):
    """48 cards, an order of 20 lines, limited goods and past purchases, the member signed in."""
    sato, week, category = people.sato(), goods.cycle(), goods.category()
    purchases.window(week, sato.course)
    purchases.purchase_limit(sato, 500_000)
    offers = [
        goods.offer(
            cycle=week,
            product__category=category,
            product__name=f"北海道牛乳{number}",
            sort=number,
            total_limit=100 if number % 5 == 0 else None,
            tags=["道産品"],
        )
        for number in range(48)
    ]
    for offer in offers[:20]:
        purchases.ordered(sato, offer)
        PastPurchase.objects.create(member=sato, product=offer.product, cycle=week, quantity=1)
    index.refresh()
    people.signed_in(client, sato)
    return offers


def addresses(offers) -> list[str]:
    code = offers[0].product.category.code
    return [
        "/catalog/",
        f"/catalog/{code}/",
        f"/catalog/{code}/?zone=2&tag=道産品&free=1",
        f"/catalog/{code}/?sort=before",
        f"/catalog/{code}/?before=1",
        "/search/?q=牛乳",
        f"/items/{offers[0].cycle.code}/{offers[0].order_number}/",
    ]


def test_a_page_that_was_drawn_before_asks_eight_queries_at_most(
    client, full_list, django_assert_max_num_queries
):
    for address in addresses(full_list):
        client.get(address)
        with django_assert_max_num_queries(8):
            assert client.get(address).status_code == 200, address


def test_a_list_of_48_is_under_30_kilobytes_compressed(client, full_list):
    response = client.get(f"/catalog/{full_list[0].product.category.code}/")
    assert response.content.count(b"card__name") == 48
    assert len(gzip.compress(response.content)) < 30_000


def test_pages_go_on_without_the_cache(client, full_list, monkeypatch):
    # given
    monkeypatch.setattr(
        type(cache._connections[cache._alias]), "_try", lambda self, op, answer, *a, **k: answer
    )
    # then
    for address in addresses(full_list):
        assert client.get(address).status_code == 200, address
