"""Orders in the admin: looking, not editing."""

import pytest
from django.urls import reverse

from tests.factories import goods, people, purchases

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(client):
    """佐藤さん's order of one milk; 職員 is signed in on the client."""
    sato = people.sato()
    offer = goods.offer()
    purchases.window(offer.cycle, sato.course)
    purchases.ordered(sato, offer, 2)
    people.signed_in(client, people.staff_user())
    return sato.orders.get()


def test_an_order_is_shown_with_its_lines_and_events(client, order):
    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert "北海道牛乳" in page
    assert "追加" in page


def test_an_order_is_found_by_the_number_of_its_member(client, order):
    other = people.suzuki()
    offer = goods.offer(cycle=order.cycle)
    purchases.ordered(other, offer, 1)
    page = client.get(reverse("admin:orders_order_changelist"), {"q": "００１２-345678"})
    assert list(page.context["cl"].result_list) == [order]


@pytest.mark.parametrize("model", ["order", "orderwindow"])
def test_nothing_is_added_changed_or_deleted(client, order, model):
    one = order if model == "order" else order.window
    change = reverse(f"admin:orders_{model}_change", args=[one.pk])
    assert client.get(reverse(f"admin:orders_{model}_changelist")).status_code == 200
    assert client.get(change).status_code == 200
    assert client.post(change, {}).status_code == 403
    assert client.get(reverse(f"admin:orders_{model}_add")).status_code == 403
    delete = reverse(f"admin:orders_{model}_delete", args=[one.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_a_long_order_costs_no_more_queries(client, order, django_assert_max_num_queries):
    for _number in range(20):
        purchases.ordered(order.member, goods.offer(cycle=order.cycle), 1)
    with django_assert_max_num_queries(16):
        client.get(reverse("admin:orders_order_change", args=[order.pk]))


def test_the_list_costs_no_query_an_order(client, order, django_assert_max_num_queries):
    for number in range(10):
        member = people.member(f"{number + 1:010}", user=None)
        purchases.ordered(member, order.lines.get().offer, 1)
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:orders_order_changelist"))
