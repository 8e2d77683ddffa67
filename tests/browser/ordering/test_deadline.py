"""The deadline: what is said before it, refused after it, and kept for ever."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from members.models import Member
from orders.actions import closing
from orders.models import OrderLine
from tests.browser.person import Person
from tests.browser.week import MILK_1L, RICE, Week
from tests.factories import goods, purchases
from todock.lib import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _order(sato_member: Member, week: Week) -> None:
    purchases.ordered(sato_member, week.offers[MILK_1L], 2)


def test_a_change_after_the_deadline_is_refused_with_the_reason(
    sato: Person, sato_member: Member, week: Week
) -> None:
    sato.opens("/order/")
    week.deadline_passes()

    sato.adds_one(MILK_1L)

    sato.sees("に締め切りました。変更はできません。くわしくは電話（0120-000-000）で")
    assert OrderLine.objects.get().quantity == 2


def test_ordering_something_new_after_the_deadline_is_refused_with_the_reason(
    sato: Person, week: Week
) -> None:
    sato.opens(week.page_of(RICE))
    week.deadline_passes()

    sato.orders(RICE)

    sato.sees("に締め切りました。変更はできません。")
    assert not OrderLine.objects.filter(offer=week.offers[RICE]).exists()


def test_numbers_typed_after_the_deadline_are_refused_with_the_reason_and_kept(
    sato: Person, week: Week
) -> None:
    sato.opens("/order/numbers/?number=150032&quantity=3")
    week.deadline_passes()

    sato.presses("1品を注文する")

    sato.sees("に締め切りました。変更はできません。", within=sato.summary())
    assert sato.field("1行目の注文番号").input_value() == "150032"
    assert sato.field("数量（1行目）").input_value() == "3"


def test_after_the_deadline_the_page_of_numbers_says_when_it_goes_on(
    sato: Person, week: Week
) -> None:
    week.deadline_passes()
    later = clock.now() + timedelta(days=3)
    purchases.window(goods.coming_cycle(), opens_at=later, closes_at=later + timedelta(days=4))

    sato.opens("/order/numbers/")

    sato.sees("締め切りました。", within=sato.page.locator("main"))
    sato.sees("次の12月1回は、", within=sato.page.locator("main"))
    expect(sato.page.locator(".entry")).to_have_count(0)
    sato.follows("届く商品を見る")
    sato.is_at("/order/")


def test_after_the_deadline_pages_say_what_comes_and_when(sato: Person, week: Week) -> None:
    week.deadline_passes()
    sato.opens("/")
    sato.sees("11月4回の注文は締め切りました。")
    sato.follows("届く商品を見る")

    sato.reads_heading("11月4回の注文")
    sato.sees("締め切りました。この内容でお届けします")
    sato.sees_no_button(f"{MILK_1L}を1点増やす")
    sato.opens(week.shelf("米"))
    sato.sees("受付終了", within=sato.product(RICE))


def test_a_closed_order_stands_in_the_history_with_the_prices_of_its_day(
    sato: Person, week: Week
) -> None:
    week.deadline_passes()
    closing.close_due_windows(at=clock.now())
    offer = week.offers[MILK_1L]
    offer.price_ex_tax, offer.price_inc_tax = 900, 972
    offer.save()
    later = goods.cycle(name="12月1回")
    purchases.window(later)
    goods.offer(cycle=later, product=offer.product, order_number="120451")

    sato.opens("/orders/")
    sato.reads_heading("これまでの注文")
    sato.sees("647円")
    sato.follows("11月4回の注文")
    sato.reads_heading("11月4回の注文")
    sato.sees("1点 税込213円")
    expect(sato.page.locator("#totals tfoot")).to_contain_text("647円")
    sato.sees_no_button(f"{MILK_1L}を1点増やす")

    sato.opens("/")
    sato.sees("前回 11月4回に2点", within=sato.product(MILK_1L))
    sato.orders(MILK_1L)
    sato.counts_on_order(1)
