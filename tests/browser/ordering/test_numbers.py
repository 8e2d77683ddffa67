"""注文番号で注文: the fastest page, with the paper catalogue in hand."""

import pytest
from playwright.sync_api import expect

from members.models import Member
from orders.models import OrderLine
from tests.browser.conftest import Arrive
from tests.browser.person import Person
from tests.browser.week import BEER, EGGS, GYOZA, MILK_1L, Week
from tests.factories import purchases

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def types_row(person: Person, row: int, number: str, quantity: str = "") -> None:
    """Fill in one row, as somebody who reads numbers off a paper."""
    person.writes(number, into=f"{row}行目の注文番号")
    if quantity:
        person.writes(quantity, into=f"数量（{row}行目）")


def test_a_member_orders_by_number_and_a_wrong_one_does_not_stop_the_others(
    sato: Person, sato_member: Member, week: Week
) -> None:
    sato.opens("/order/numbers/")
    expect(sato.page.locator(".entry")).to_have_count(10)
    types_row(sato, 1, "120451", "2")
    types_row(sato, 2, "１２０-４６３", "１")
    types_row(sato, 3, "999999", "1")
    types_row(sato, 4, "410221")
    sato.presses("商品を確かめる", within=sato.page.locator("#sum-bar"))

    sato.sees("入力を確かめてください（1か所）", within=sato.summary())
    if sato.javascript:
        expect(sato.summary()).to_be_focused()
    for name in [MILK_1L, EGGS, GYOZA]:
        sato.sees(name)
    sato.sees("3品・4点")
    wrong = sato.page.locator(".entry--error")
    expect(wrong).to_have_count(1)
    assert sato.field("3行目の注文番号").input_value() == "999999"
    sato.page.locator(".error-summary a").first.click()
    expect(sato.field("3行目の注文番号")).to_be_focused()

    sato.presses("3品を注文する")

    sato.sees("3品")
    sato.counts_on_order(3)
    assert sato.field("1行目の注文番号").input_value() == "999999"
    quantities = OrderLine.objects.filter(order__member=sato_member)
    assert dict(quantities.values_list("offer__order_number", "quantity")) == {
        "120451": 2,
        "120463": 1,
        "410221": 1,
    }


def test_a_row_is_confirmed_while_it_is_typed(
    arrive: Arrive, sato_member: Member, week: Week
) -> None:
    sato = arrive(sato_member, javascript=True)
    sato.opens("/order/numbers/")
    types_row(sato, 1, "120451")
    sato.presses_key("Tab")

    sato.is_told("1行目：北海道牛乳、1点")
    sato.sees("1品・1点")
    types_row(sato, 2, "123")
    sato.presses_key("Tab")
    expect(sato.page.locator("#found-2")).to_contain_text("けた")
    sato.looks()


def test_what_is_ordered_already_is_told_before_it_is_ordered_twice(
    sato: Person, sato_member: Member, week: Week
) -> None:
    purchases.ordered(sato_member, week.offers[MILK_1L], 2)
    sato.opens("/order/numbers/?number=120451&quantity=1")

    sato.sees("すでに2点を注文しています。合計3点になります。")
    sato.presses("1品を注文する")

    sato.opens("/order/")
    sato.sees_quantity(3, of=MILK_1L)


def test_a_pasted_list_is_read_line_by_line(sato: Person, week: Week) -> None:
    sato.opens("/order/numbers/")
    sato.opens_up("番号をまとめて貼りつける")
    sato.writes("120451 2\n１２０４６３　１\nこれは違う\n", into="番号と数量")
    sato.page.locator("details form button").click()
    sato.looks()

    sato.sees(MILK_1L)
    sato.sees(EGGS)
    sato.sees("（1か所）", within=sato.summary())
    sato.presses("2品を注文する")
    sato.counts_on_order(2)


def test_a_number_typed_on_the_home_page_is_confirmed_with_picture_and_price(
    sato: Person, week: Week
) -> None:
    sato.opens("/")
    sato.writes("120451", into="注文番号")
    sato.presses("商品を確かめる")

    sato.is_at("/order/numbers/")
    sato.sees(MILK_1L)
    sato.sees("1品・1点")


def test_alcohol_in_a_row_leads_to_the_question_of_age(sato: Person, week: Week) -> None:
    sato.opens("/order/numbers/?number=560112&quantity=1")

    sato.sees(BEER)
    sato.follows("年齢を入力する")
    sato.is_at(week.page_of(BEER))


def test_a_visitor_finds_her_rows_again_after_the_sign_in_page(visitor: Person, week: Week) -> None:
    visitor.opens("/order/numbers/?number=120451&quantity=2")
    visitor.presses("1品を注文する")

    visitor.is_at("/accounts/login/")
    kept = visitor.page.locator("main input[name=next]").input_value()
    visitor.opens(kept)
    visitor.sees("1品・2点")
