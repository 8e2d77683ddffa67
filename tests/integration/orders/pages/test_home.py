"""The home page says in one sentence how the order stands, in every state."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from members.models import Member
from orders.models import OrderWindow, PastPurchase
from tests.factories import goods, people, purchases
from tests.reading import text_of
from todock.lib import clock, dates

pytestmark = pytest.mark.django_db


def signed_in(client: Client, **fields) -> Client:
    return people.signed_in(client, people.sato(**fields))


def test_a_visitor_is_told_what_the_site_is_and_may_look_around(client) -> None:
    window = purchases.window()
    goods.offer(cycle=window.cycle)

    text = text_of(client)

    assert "毎週、決まった曜日にお届けします。" in text
    assert "ログインする" in text
    assert "北海道牛乳" in text


def test_before_anything_is_published_the_page_still_stands(client) -> None:
    assert "商品をさがす" in text_of(client)


def test_a_new_sign_in_is_led_to_the_identity_check(client) -> None:
    client.force_login(people.newcomer())

    assert "本人確認へ進む" in text_of(client)


def test_an_order_is_told_with_items_yen_deadline_and_delivery(client) -> None:
    window = purchases.window()
    sato = people.sato()
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)

    text = text_of(people.signed_in(client, sato))

    assert "1品・647円" in text
    assert dates.day_text(clock.japan_date(window.closes_at)) in text
    assert dates.day_text(window.delivers_on) in text
    assert "締切まで あと1日23時間" in text


def test_no_order_yet_is_told(client) -> None:
    purchases.window()

    assert "まだ注文がありません。" in text_of(signed_in(client))


def test_after_the_deadline_the_page_says_what_comes_and_when_it_goes_on(client) -> None:
    window = purchases.window()
    sato = people.sato()
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    OrderWindow.objects.update(closes_at=clock.now() - timedelta(minutes=1))
    purchases.window(
        goods.coming_cycle(),
        opens_at=clock.now() + timedelta(days=1),
        closes_at=clock.now() + timedelta(days=5),
    )

    text = text_of(people.signed_in(client, sato))

    assert "11月4回の注文は締め切りました。" in text
    assert "1品・647円" in text
    assert "次の12月1回は、" in text


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (Member.State.PAUSED, "宅配を休止しています。"),
        (Member.State.WITHDRAWN, "脱退の手続きが済んでいます。"),
        (Member.State.SUSPENDED, "ただいまご利用を停止しています。"),
    ],
)
def test_who_may_not_order_is_told_politely_and_may_look(client, state, told) -> None:
    window = purchases.window()
    goods.offer(cycle=window.cycle)

    text = text_of(signed_in(client, state=state))

    assert told in text
    assert "いまは注文できません" in text
    assert not [button for button in text.buttons if button.name.endswith("注文する")]


def test_without_a_course_the_telephone_is_named(client) -> None:
    purchases.window()

    assert "宅配のコースが決まっていません。" in text_of(signed_in(client, course=None))


def test_the_usual_goods_come_with_when_they_were_last_bought(client) -> None:
    window = purchases.window()
    sato = people.sato()
    milk = goods.offer(cycle=window.cycle)
    before = goods.cycle(name="11月3回")
    PastPurchase.objects.create(
        member=sato, product=milk.product, cycle=before, quantity=2, times=9
    )

    text = text_of(people.signed_in(client, sato))

    assert "いつもの商品" in text
    assert "前回 11月3回に2点" in text


def test_home_costs_eight_queries_at_most(client, django_assert_max_num_queries) -> None:
    window = purchases.window()
    sato = people.sato()
    for number in range(20):
        offer = goods.offer(cycle=window.cycle, total_limit=100 if number % 2 else None)
        purchases.ordered(sato, offer)
        PastPurchase.objects.create(
            member=sato, product=offer.product, cycle=goods.cycle(), quantity=2
        )
    people.signed_in(client, sato)
    text_of(client)

    with django_assert_max_num_queries(8):
        text_of(client)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def test_what_is_usual_and_recommended_stands_on_the_page_once(client) -> None:
    window = purchases.window()
    sato = people.sato()
    milk = goods.offer(cycle=window.cycle, tags=["おすすめ"])
    other = goods.offer(cycle=window.cycle, tags=["おすすめ"])
    PastPurchase.objects.create(member=sato, product=milk.product, cycle=goods.cycle(), quantity=1)

    text = text_of(people.signed_in(client, sato))

    ids = [card.id for card in text.offers]
    assert sorted(ids) == sorted([f"p-{milk.order_number}", f"p-{other.order_number}"])
