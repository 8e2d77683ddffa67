"""What catalog pages show of the member: states of a card, and few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Member
from orders.models import OrderWindow, PastPurchase
from tests.factories import goods, people, purchases
from tests.reading import Button, Part, read
from todock.lib import clock

pytestmark = pytest.mark.django_db


def browser_of(member: Member | None) -> Client:
    client = Client()
    return people.signed_in(client, member) if member else client


def shelf(member: Member | None, offer) -> Part:
    """The list on which ``offer`` stands, as ``member`` sees it."""
    url = reverse("catalog:category", args=[offer.product.category.code])
    return read(browser_of(member).get(url))


def card(member: Member | None, offer) -> Part:
    return shelf(member, offer).offer(offer.order_number)


def test_an_ordered_card_has_its_flag_and_stepper(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, offer, 2)

    read_card = card(sato, offer)

    assert "注文済み" in read_card
    assert read_card.value("quantity") == "2"
    assert read_card.button("を1点減らす").enabled
    assert read_card.button("を1点増やす").enabled


def test_whose_delivery_pauses_reads_that_at_what_she_ordered_and_no_deadline(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, offer, 2)
    Member.objects.update(state=Member.State.PAUSED)
    sato.refresh_from_db()

    item = read(browser_of(sato).get(f"/items/{window.cycle.code}/{offer.order_number}/"))

    assert "宅配を休止しています。" in item
    assert "締め切りました" not in item


def test_each_card_of_a_row_tells_its_own_state_the_second_time_too(sato, window) -> None:
    category = goods.category()
    offers = [goods.offer(cycle=window.cycle, product__category=category) for _card in range(4)]
    first, other, third, stopped = offers
    purchases.ordered(sato, third, 3)
    purchases.ordered(sato, first, 1)
    type(stopped).objects.filter(pk=stopped.pk).update(closes_at=clock.now())

    # The second page comes from what was kept of the first.
    for page in (shelf(sato, first), shelf(sato, first)):
        assert [each.values("quantity")[0] for each in page.offers[:1]] == ["1"]
        states = {
            each.id: ("注文済み" in each, [button.name for button in each.buttons])
            for each in page.offers
        }
        name = "北海道牛乳"
        steps = [f"{name}を1点減らす", f"{name}を1点増やす"]
        assert states == {
            f"p-{first.order_number}": (True, steps),
            f"p-{other.order_number}": (False, [f"{name}を注文する"]),
            f"p-{third.order_number}": (True, steps),
            f"p-{stopped.order_number}": (False, ["受付終了"]),
        }
        assert page.offer(third.order_number).value("quantity") == "3"


def test_at_the_limit_plus_is_off_and_says_why(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle, per_order_limit=2)
    purchases.ordered(sato, offer, 2)

    read_card = card(sato, offer)

    assert not read_card.button("を1点増やす").enabled
    assert "お一人2点まで。これ以上は増やせません。" in read_card.lines


def test_a_sold_out_offer_is_closed_for_everybody_but_who_has_it(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle, total_limit=2)
    purchases.ordered(sato, offer, 2)

    for other in (None, people.suzuki()):
        read_card = card(other, offer)
        assert "受付終了" in read_card
        assert not [button for button in read_card.buttons if button.enabled]
        assert "似た商品を見る" in [link.name.split()[0] for link in read_card.links if link.name]
    assert "注文済み" in card(sato, offer)


def test_an_offer_that_closes_early_is_closed(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle, closes_at=clock.now() - timedelta(minutes=1))

    assert "この商品の受付は終わりました。" in card(sato, offer)


def test_what_was_bought_before_is_told(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle)
    before = goods.cycle(name="11月3回")
    PastPurchase.objects.create(member=sato, product=offer.product, cycle=before, quantity=1)

    assert "前回 11月3回に1点" in card(sato, offer)
    assert "前回" not in card(people.suzuki(), offer)


def test_alcohol_leads_to_the_birth_date(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle, product__alcohol=True)

    assert "年齢を入力する" in card(sato, offer)
    assert card(None, offer).button("注文する").enabled


def test_a_card_of_a_closed_cycle_cannot_be_ordered(sato, window) -> None:
    offer = goods.offer(cycle=window.cycle)
    OrderWindow.objects.update(closes_at=clock.now() - timedelta(minutes=1))

    assert card(sato, offer).buttons == [Button("受付終了", enabled=False, sends=None)]


def test_a_name_is_read_as_it_is_written_wherever_it_can_be_pressed(sato, window) -> None:
    name = '<b>"{name}" & 1'
    offer = goods.offer(cycle=window.cycle, product__name=name)
    to_order = card(sato, offer).button("注文する").name
    purchases.ordered(sato, offer)
    item = read(browser_of(sato).get(f"/items/{window.cycle.code}/{offer.order_number}/"))
    line = read(browser_of(sato).get("/order/")).offer(offer.order_number)

    assert to_order == f"{name}を注文する"
    for part in (card(sato, offer), line, item):
        assert name in part
        assert part.button("を1点減らす").name == f"{name}を1点減らす"
        assert f"{name}の数量" in part.fields[0].label


def test_the_most_usual_products_come_first(sato, window) -> None:
    before, category = goods.cycle(), goods.category()
    for number, times in enumerate((1, 9, 4)):
        offer = goods.offer(
            cycle=window.cycle, product__category=category, order_number=f"10000{number}"
        )
        PastPurchase.objects.create(
            member=sato, product=offer.product, cycle=before, quantity=1, times=times
        )

    url = reverse("catalog:category", args=[category.code])
    page = read(browser_of(sato).get(url, {"sort": "before"}))

    assert [each.id for each in page.offers] == ["p-100001", "p-100002", "p-100000"]


def test_forty_eight_cards_cost_as_many_queries_as_one(sato, window) -> None:
    shelves = {1: goods.category(), 48: goods.category()}
    for cards, category in shelves.items():
        for number in range(cards):
            offer = goods.offer(
                cycle=window.cycle, product__category=category, total_limit=50, sort=number
            )
            if number < 20:
                purchases.ordered(sato, offer)
    page, asked = browser_of(sato), []

    for cards, category in shelves.items():
        url = reverse("catalog:category", args=[category.code])
        assert len(read(page.get(url)).offers) == cards
        with CaptureQueriesContext(connection) as queries:
            page.get(url)
        asked.append(len(queries))

    assert asked[0] == asked[1]
