"""Searching: by any way of writing, by order number, and when nothing is found."""

import pytest

from tests.browser.person import Person
from tests.browser.week import EGGS, MILK_1L, Week

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def searches(person: Person, words: str) -> None:
    """Type into the search field and press Enter."""
    person.opens("/search/")
    person.writes(words, into="商品名か注文番号")
    person.presses("さがす")


def test_eggs_are_found_however_they_are_written(sato: Person) -> None:
    for words in ["たまご", "タマゴ", "ﾀﾏｺﾞ", "玉子", "卵"]:
        searches(sato, words)
        sato.sees(EGGS)
        sato.sees("うずらの玉子")
        sato.sees("だし巻き卵")
        sato.does_not_see(MILK_1L)


def test_what_was_found_can_be_ordered_at_once(sato: Person, week: Week) -> None:
    searches(sato, "ぎゅうにゅう")
    sato.orders(MILK_1L)
    sato.is_told("北海道牛乳を1点にしました。")

    searches(sato, "たまご")
    sato.sees("前にさがした言葉")
    sato.follows("たまご 4")
    sato.reads_heading("たまご")


def test_an_order_number_leads_to_its_item(sato: Person, week: Week) -> None:
    searches(sato, "１２０４５１")

    sato.is_at(week.page_of(MILK_1L))
    sato.reads_heading(MILK_1L)


def test_when_nothing_is_found_the_page_says_so_and_offers_a_way_on(sato: Person) -> None:
    searches(sato, "うちゅうせん")

    sato.sees("「うちゅうせん」は見つかりませんでした")
    sato.follows("種類からさがす", within=sato.page.locator("main"))
    sato.reads_heading("商品をさがす")


def test_the_home_page_searches_too(sato: Person, week: Week) -> None:
    sato.opens("/")
    sato.writes("なっとう", into="商品名")
    sato.presses("さがす", within=sato.page.get_by_role("search"))

    sato.sees("小粒納豆")
