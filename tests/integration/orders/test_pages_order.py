"""今回の注文, what was ordered before, and taking everything off."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import TemperatureZone
from members.models import Member
from orders.actions import closing
from orders.models import Channel, Order, OrderLine, OrderWindow
from tests.factories import goods, people, purchases
from tests.reading import read
from todock.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def window() -> OrderWindow:
    return purchases.window()


@pytest.fixture
def sato(window: OrderWindow) -> Member:
    return people.sato()


@pytest.fixture
def page(client: Client, sato: Member) -> Client:
    return people.signed_in(client, sato)


def text_of(page: Client, url: str = "/order/") -> str:
    answer = page.get(url)
    assert answer.status_code == 200
    return read(answer)


def close(window: OrderWindow) -> None:
    OrderWindow.objects.filter(pk=window.pk).update(closes_at=timezone.now())
    closing.close_due_windows(at=timezone.now() + timedelta(seconds=1))


def test_lines_stand_by_temperature_zone_chilled_first(page, sato, window) -> None:
    for zone in TemperatureZone:
        purchases.ordered(sato, goods.offer(cycle=window.cycle, product__zone=zone))

    text = text_of(page)

    assert text.index('id="z-chilled"') < text.index('id="z-frozen"') < text.index('id="z-ambient"')


def test_totals_stand_per_tax_rate_with_the_fee_in_ten_per_cent(page, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)

    text = text_of(page)

    assert '<th scope="row">8%</th><td>396円</td><td>31円</td><td>427円</td>' in text
    assert '<th scope="row">10%</th><td>200円</td><td>20円</td><td>220円</td>' in text
    assert "システム手数料220円（税込）" in text
    assert '<td colspan="3">647円</td>' in text


def test_an_empty_order_costs_nothing_and_shows_ways_on(page) -> None:
    text = text_of(page)

    assert "まだ注文がありません" in text
    assert "合計 <b>0円</b>" in text
    assert "いつもの商品を見る" in text


def test_the_purchase_limit_is_told_where_there_is_one(page, sato, window) -> None:
    assert "購入できる残り" not in text_of(page)
    purchases.purchase_limit(sato, 50_000, unbilled=1_000)
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)

    text = text_of(page)

    assert "<b>48,353</b>円" in text
    assert '<progress max="50000" value="1647"' in text


def test_a_line_from_the_paper_form_is_fixed(page, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle))
    OrderLine.objects.update(channel=Channel.PAPER)

    text = text_of(page)

    assert "紙の注文書から" in text
    assert "変更の方法" in text
    assert 'class="stepper"' not in text


def test_a_withdrawn_offer_says_so(page, sato, window) -> None:
    offer = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, offer)
    type(offer).objects.update(withdrawn_at=clock.now())

    assert "取り扱いが中止になりました" in text_of(page)


def test_the_log_says_who_changed_what(page, sato, window) -> None:
    offer = goods.offer(cycle=window.cycle)
    purchases.ordered(sato, offer, 1)
    purchases.ordered(sato, offer, 3)

    text = text_of(page)

    assert "北海道牛乳 1Lを1点から3点に変更" in text
    assert "あなた" in text


def test_after_the_deadline_the_order_is_frozen_and_the_telephone_named(page, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    close(window)

    text = text_of(page)

    assert "締め切りました。この内容でお届けします" in text
    assert "0120-000-000" in text
    assert 'class="stepper"' not in text
    assert '<td colspan="3">647円</td>' in text


def test_several_open_cycles_can_be_switched(page, sato, window) -> None:
    other = purchases.window(
        goods.cycle(name="12月1回"),
        opens_at=clock.now() - timedelta(days=1),
        closes_at=clock.now() + timedelta(days=9),
    )
    purchases.ordered(sato, goods.offer(cycle=other.cycle, product__name="餅"))

    assert f"?cycle={other.cycle.code}" in text_of(page)
    assert "餅" in text_of(page, f"/order/?cycle={other.cycle.code}")
    assert "餅" in text_of(page), "the choice is remembered"
    assert "餅" not in text_of(page, f"/order/{window.cycle.code}/")


def test_everything_is_taken_off_only_by_a_post(page, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    url = f"/order/{window.cycle.code}/clear/"

    assert "すべて取り消しますか" in text_of(page, url)
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

    assert f"/orders/{window.cycle.code}/" in text_of(page, "/orders/")
    assert "北海道牛乳" in text_of(page, f"/orders/{window.cycle.code}/")


def test_a_stranger_gets_404_for_the_order_of_somebody_else(client, sato, window) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    close(window)
    assert Order.objects.get().closed_at is not None
    stranger = people.signed_in(client, people.suzuki())

    assert stranger.get(f"/orders/{window.cycle.code}/").status_code == 404
    assert "北海道牛乳" not in text_of(stranger, "/orders/")
    assert "北海道牛乳" not in text_of(stranger, "/order/")


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
    text_of(page)

    with django_assert_max_num_queries(8):
        text_of(page)


def test_history_costs_eight_queries_at_most(
    page, sato, window, django_assert_max_num_queries
) -> None:
    purchases.ordered(sato, goods.offer(cycle=window.cycle), 2)
    close(window)
    purchases.ordered(sato, goods.offer(cycle=purchases.window().cycle), 2)
    text_of(page, "/orders/")

    with django_assert_max_num_queries(8):
        text_of(page, "/orders/")
    with django_assert_max_num_queries(8):
        text_of(page, f"/orders/{window.cycle.code}/")


def test_the_deadline_bar_is_drawn_afresh(page, window) -> None:
    text = text_of(page, f"/order/deadline/?of={window.cycle.code}")

    assert text.startswith('<div class="deadline"')
    assert "11月4回の締切" in text
    assert "あと1日23時間" in text


@pytest.mark.parametrize(
    ("left", "css"),
    [
        (timedelta(hours=25), 'class="deadline"'),
        (timedelta(hours=23), 'class="deadline deadline--soon"'),
        (timedelta(minutes=40), 'class="deadline deadline--last"'),
    ],
)
def test_the_bar_says_how_near_the_deadline_is(page, left, css) -> None:
    OrderWindow.objects.update(closes_at=clock.now() + left)

    assert css in text_of(page, "/order/deadline/")
