"""What stands on the order page where a line was: the item, and whether it can be had again."""

from datetime import timedelta

import pytest
from django.test import Client

from catalog.models import OfferStock
from members.registration.actions import changes
from orders.models import OrderWindow
from tests.factories import goods, purchases
from tests.integration.orders.pages.stepper import url_of
from tests.reading import Part, read
from todock.lib import clock

pytestmark = pytest.mark.django_db


def fragment_of(page: Client, offer) -> Part:
    answer = page.post(
        url_of(offer),
        {"step": "-1", "shown": "1", "place": "line"},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/order/"},
    )
    return read(answer)


def taken_off(page: Client, offer) -> Part:
    return fragment_of(page, offer).offer(offer.order_number)


def test_what_ended_meanwhile_cannot_be_ordered_again_and_says_why(page, sato, window):
    offer = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, offer)
    type(offer).objects.update(withdrawn_at=clock.now())

    line = taken_off(page, offer)

    assert "取り消しました" in line
    assert "取り扱いが中止になりました。" in line
    assert [(button.name, button.enabled) for button in line.buttons] == [("受付終了", False)]


def test_the_last_piece_that_was_given_back_can_be_ordered_again(page, sato, window):
    offer = goods.offer(cycle=window.cycle, total_limit=1)
    purchases.ordered(sato, offer)
    assert OfferStock.objects.get().taken == 1

    line = taken_off(page, offer)

    assert line.button("注文する").enabled


def test_the_registered_allergens_stand_before_the_button(page, sato, window):
    offer = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, offer)
    changes.change(
        member=sato, values={"allergens": [str(goods.MILK)]}, by=sato.user, at=clock.now()
    )

    assert "登録している「乳」を含みます。" in taken_off(page, offer)


def test_the_last_line_takes_with_it_what_speaks_of_an_order(page, sato, window):
    offer = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, offer)

    fragment = fragment_of(page, offer)

    assert "0品・0点" in fragment.at("z-chilled-count")
    assert "まだ注文がありません" in fragment.at("order-state")
    assert "この内容で注文を受け付けています" not in fragment
    assert "すべて取り消す" not in fragment
    assert "ポイントを使う" not in fragment


def test_alcohol_asks_for_the_age_again(page, sato, window):
    wine = goods.offer(cycle=window.cycle, product__alcohol=True)
    purchases.ordered(sato, wine)

    line = taken_off(page, wine)

    assert [link.name for link in line.links if "年齢を入力する" in link.name]
    assert not line.buttons


def test_home_tells_the_order_of_a_closed_cycle_that_was_chosen_beside_an_open_one(
    page, sato, window
):
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    OrderWindow.objects.update(closes_at=clock.now() - timedelta(minutes=1))
    purchases.window(goods.cycle(name="12月1回"))

    told = read(page.get("/", {"cycle": window.cycle.code}))
    [way] = [link.href for link in told.links if link.name == "届く商品を見る"]

    assert "11月4回の注文は締め切りました。" in told
    assert "1品・647円" in told
    assert "北海道牛乳" in read(page.get(way))
