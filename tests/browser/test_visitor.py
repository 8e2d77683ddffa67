"""A visitor looks around, and is led to the sign-in when she wants to order."""

import pytest

from tests.browser.person import Person
from tests.browser.week import FOOD, MILK_1L, YOGHURT, Week

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_visitor_finds_an_item_from_the_home_page_and_is_asked_to_sign_in(
    visitor: Person, week: Week
) -> None:
    visitor.opens("/")
    visitor.sees("毎週、決まった曜日にお届けします。")
    visitor.follows("商品をさがす", within=visitor.page.locator("main"))
    visitor.reads_heading("商品をさがす")
    visitor.follows(FOOD)
    visitor.reads_heading(FOOD)
    visitor.follows(MILK_1L + " 1L")
    visitor.reads_heading(MILK_1L)
    visitor.sees("カタログ1ページ")

    visitor.orders(MILK_1L)

    visitor.is_at("/accounts/login/")
    visitor.reads_heading("組合員さん用ログイン")
    visitor.follows("商品を見る")
    visitor.is_at("/")


def test_a_visitor_narrows_a_list_down_orders_it_by_price_and_turns_the_page(
    visitor: Person, week: Week
) -> None:
    visitor.opens(week.shelf(FOOD))
    visitor.sees("55品")
    visitor.follows("2")
    visitor.sees("49〜55品目")

    visitor.opens(week.shelf(FOOD))
    visitor.opens_up("しぼりこみ")
    visitor.ticks("冷凍")
    if not visitor.javascript:
        visitor.presses("しぼりこむ")
    visitor.sees("6品")
    visitor.does_not_see(MILK_1L)
    visitor.chooses("安い順", of="並び順")
    if not visitor.javascript:
        visitor.presses("並べかえる")
    visitor.sees("冷凍を外す")
    assert "sort=cheap" in visitor.address
    first = visitor.page.locator(".card__name").first
    visitor.sees("讃岐うどん", within=first)

    visitor.drops_condition("冷凍")
    visitor.sees("55品")


def test_a_visitor_lands_on_an_item_and_reads_what_she_must_know(
    visitor: Person, week: Week
) -> None:
    visitor.opens(week.page_of(YOGHURT))

    visitor.sees("注文するとログインの画面に進み、この商品に戻ります。")
    visitor.sees("もとの値段")
    visitor.sees("情報なし")
