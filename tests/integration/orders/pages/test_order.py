"""今回の注文, what was ordered before, and taking everything off."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Offer, Product, TemperatureZone
from orders.actions import closing
from orders.models import Channel, Order, OrderLine, OrderWindow
from tests.factories import goods, people, purchases
from tests.factories.ledger import earned
from tests.reading import Part, read
from todock.lib import clock, dates

pytestmark = pytest.mark.django_db


def shown(page: Client, url: str = "/order/") -> Part:
    answer = page.get(url)
    assert answer.status_code == 200
    return read(answer)


def close(window: OrderWindow) -> None:
    OrderWindow.objects.filter(pk=window.pk).update(closes_at=timezone.now())
    closing.close_due_windows(at=timezone.now() + timedelta(seconds=1))


def test_lines_stand_by_temperature_zone_chilled_first(page, sato, window) -> None:
    for zone in TemperatureZone:
        purchases.ordered(sato, goods.offer(cycle=window.cycle, product__zone=zone))

    order = shown(page)

    zones = [heading[:2] for heading in order.headings if heading[:2] in ("冷蔵", "冷凍", "常温")]
    assert zones == ["冷蔵", "冷凍", "常温"]


def test_totals_stand_per_tax_rate_with_the_fee_in_ten_per_cent(page, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)

    order = shown(page)

    assert order.rows[1:] == [
        ["8%", "396円", "31円", "427円"],
        ["10%", "200円", "20円", "220円"],
        ["合計", "647円"],
    ]
    assert "システム手数料220円（税込）" in order


def test_an_empty_order_costs_nothing_and_shows_ways_on(page) -> None:
    order = shown(page)

    assert "まだ注文がありません" in order
    assert "合計 0円" in order
    assert "いつもの商品を見る" in order


def test_the_purchase_limit_is_told_where_there_is_one(page, sato, window) -> None:
    assert "購入できる残り" not in shown(page)
    purchases.purchase_limit(sato, 50_000, unbilled=1_000)
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)

    order = shown(page)

    assert "48,353円" in order
    assert order.progress == [(1_647, 50_000)]


def test_a_line_from_the_paper_form_is_fixed(page, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle))
    OrderLine.objects.update(channel=Channel.PAPER)

    order = shown(page)

    assert "紙の注文書から" in order
    assert "変更の方法" in order
    assert order.values("quantity") == []


@pytest.mark.parametrize("what", [Offer, Product])
def test_a_line_says_so_when_its_offer_or_its_product_is_withdrawn(
    page, sato, window, what
) -> None:
    offer = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, offer)
    what.objects.update(withdrawn_at=clock.now())

    assert "取り扱いが中止になりました" in shown(page)


def test_the_log_says_who_changed_what(page, sato, window) -> None:
    offer = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, offer, 1)
    purchases.ordered(sato, offer, 3)

    order = shown(page)

    assert "北海道牛乳 1Lを1点から3点に変更" in order
    assert "あなた" in order


def test_after_the_deadline_the_order_is_frozen_and_the_telephone_named(page, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    close(window)

    order = shown(page)

    assert "締め切りました。この内容でお届けします" in order
    assert "0120-000-000" in order
    assert order.values("quantity") == []
    assert ["合計", "647円"] in order.rows


def test_several_open_cycles_can_be_switched(page, sato, window) -> None:
    other = purchases.window(
        goods.cycle(name="12月1回"),
        opens_at=clock.now() - timedelta(days=1),
        closes_at=clock.now() + timedelta(days=9),
    )
    purchases.ordered(sato, goods.offer(cycle=other.cycle, product__name="餅"))

    assert f"/order/?cycle={other.cycle.code}" in shown(page).hrefs
    assert "餅" in shown(page, f"/order/?cycle={other.cycle.code}")
    assert "餅" in shown(page), "the choice is remembered"
    assert "餅" not in shown(page, f"/order/{window.cycle.code}/")


def test_everything_is_taken_off_only_by_a_post(page, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    url = f"/order/{window.cycle.code}/clear/"

    assert "すべて取り消しますか" in shown(page, url)
    assert OrderLine.objects.count() == 1

    answer = page.post(url, follow=True)

    assert OrderLine.objects.count() == 0
    assert "11月4回の注文から1品を取り消しました。" in read(answer)


def test_taking_everything_off_after_the_deadline_is_refused(page, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    OrderWindow.objects.update(closes_at=timezone.now())

    answer = page.post(f"/order/{window.cycle.code}/clear/", follow=True)

    assert OrderLine.objects.count() == 1
    assert "締め切りました" in read(answer)


def test_closed_orders_are_listed_and_shown(page, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    close(window)

    assert f"/orders/{window.cycle.code}/" in shown(page, "/orders/").hrefs
    assert "北海道牛乳" in shown(page, f"/orders/{window.cycle.code}/")


def test_a_stranger_gets_404_for_the_order_of_somebody_else(client, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    close(window)
    assert Order.objects.get().closed_at is not None
    stranger = people.signed_in(client, people.suzuki())

    assert stranger.get(f"/orders/{window.cycle.code}/").status_code == 404
    assert "北海道牛乳" not in shown(stranger, "/orders/")
    assert "北海道牛乳" not in shown(stranger, "/order/")


def test_codes_that_mean_nothing_get_404(page) -> None:
    assert page.get("/orders/9999999/").status_code == 404
    assert page.get("/order/9999999/", follow=True).status_code == 404
    assert page.get("/order/9999999/clear/").status_code == 404
    assert page.get("/order/abc/").status_code == 404


@pytest.mark.parametrize("url", ["/order/", "/orders/", "/order/2026114/", "/order/pending/"])
def test_visitors_sign_in_first_and_come_back(client, url) -> None:
    answer = client.get(url)

    assert answer.status_code == 303
    assert answer.url == f"/accounts/login/?next={url.replace('/', '%2F')}"


def test_a_new_sign_in_goes_through_the_identity_check(client) -> None:
    client.force_login(people.newcomer())

    assert client.get("/order/").url == "/me/link/?next=%2Forder%2F"


def test_the_order_page_costs_eight_queries_at_most(
    page, sato, window, django_assert_max_num_queries
) -> None:
    purchases.purchase_limit(sato, 500_000)
    for _line in range(20):
        purchases.ordered(sato, goods.offer(cycle=window.cycle))
    shown(page)

    with django_assert_max_num_queries(8):
        shown(page)


def test_history_costs_eight_queries_at_most(
    page, sato, window, django_assert_max_num_queries
) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    close(window)
    purchases.ordered(sato, goods.offer(cycle=purchases.window().cycle), 2)
    shown(page, "/orders/")

    with django_assert_max_num_queries(8):
        shown(page, "/orders/")
    with django_assert_max_num_queries(8):
        shown(page, f"/orders/{window.cycle.code}/")


def test_the_deadline_bar_is_drawn_afresh(page, window) -> None:
    bar = shown(page, f"/order/deadline/?of={window.cycle.code}")

    assert [part.id for part in bar.parts] == ["deadline"]
    assert "11月4回の締切" in bar
    assert "あと1日23時間" in bar


def test_the_bar_says_how_near_the_deadline_is_and_looks_so(page, window) -> None:
    looks = set()
    for left, words in [
        (timedelta(hours=25), "あと1日"),
        (timedelta(hours=23), "あと22時間"),
        (timedelta(minutes=40), "あと39分"),
    ]:
        OrderWindow.objects.update(closes_at=clock.now() + left)
        bar = shown(page, "/order/deadline/").at("deadline")
        assert words in bar
        looks.add(bar.look)

    assert len(looks) == 3


def test_the_points_at_hand_say_as_of_when(client, sato, window, milk):
    earned(sato, 500)
    purchases.ordered(sato, milk, 2)
    people.signed_in(client, sato)

    page = read(client.get("/order/"))

    today = dates.day_text(clock.japan_date(clock.now()))
    assert f"{today}" in page.text
    assert "現在、500ポイントまで使えます。" in page.text
