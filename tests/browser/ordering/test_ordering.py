"""Ordering from cards and item pages: ＋, −, typed numbers, limits, and taking things off."""

import pytest
from playwright.sync_api import expect

from members.models import Member
from orders.models import OrderLine
from tests.browser.conftest import DESKTOP, Arrive
from tests.browser.person import Person
from tests.browser.week import EGGS, FOOD, MELON, MILK_1L, SALMON_ROE, SOLD_OUT, WITHDRAWN, Week
from tests.factories import purchases

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BUTTER = "道産バター 食塩使用"
CHEESE = "カマンベールチーズ"
DAIRY = "牛乳・乳製品"


def ordered(member: Member, number: str) -> int:
    """Pieces that stand on the order in the database."""
    line = OrderLine.objects.filter(order__member=member, offer__order_number=number).first()
    return line.quantity if line else 0


def test_a_member_orders_from_a_list_and_changes_the_quantity(
    sato: Person, sato_member: Member, week: Week
) -> None:
    sato.opens(week.shelf(DAIRY))
    sato.counts_on_order(0)

    sato.orders(MILK_1L)
    sato.is_told("北海道牛乳を1点にしました。合計433円")
    sato.sees_quantity(1, of=MILK_1L)
    sato.sees("注文済み", within=sato.product(MILK_1L))
    sato.counts_on_order(1)
    expect(sato.page.locator(".deadline")).to_contain_text("1品・433円")

    sato.adds_one(MILK_1L)
    sato.is_told("北海道牛乳を2点にしました。合計647円")
    sato.sees_quantity(2, of=MILK_1L)

    sato.types_quantity("１２", of=MILK_1L)
    sato.is_told("北海道牛乳を12点にしました。")
    sato.sees_quantity(12, of=MILK_1L)

    sato.takes_one_away(MILK_1L)
    sato.sees_quantity(11, of=MILK_1L)
    sato.is_at(week.shelf(DAIRY))
    if not sato.javascript:
        assert sato.page.url.endswith("#p-120451")
    assert ordered(sato_member, "120451") == 11


def test_taking_the_last_piece_away_brings_the_order_button_back(
    sato: Person, sato_member: Member, week: Week
) -> None:
    sato.opens(week.shelf(DAIRY))
    sato.orders(MILK_1L)

    sato.takes_one_away(MILK_1L)

    sato.is_told("北海道牛乳を取り消しました。合計0円")
    sato.sees("取り消しました", within=sato.product(MILK_1L))
    sato.does_not_see("保存しました")
    sato.sees_button("北海道牛乳を注文する")
    sato.counts_on_order(0)
    if sato.javascript:
        expect(sato.page.get_by_role("button", name="北海道牛乳を注文する")).to_be_focused()
    assert ordered(sato_member, "120451") == 0


def test_typing_zero_takes_the_item_off_the_order(sato: Person, week: Week) -> None:
    sato.opens(week.page_of(MILK_1L))
    sato.orders(MILK_1L)

    sato.types_quantity("0", of=MILK_1L)

    sato.is_told("北海道牛乳を取り消しました。")
    sato.sees_button("北海道牛乳を注文する")


def test_a_quantity_that_cannot_be_read_is_refused_and_the_old_one_stays(
    sato: Person, sato_member: Member, week: Week
) -> None:
    sato.opens(week.page_of(MILK_1L))
    sato.orders(MILK_1L)

    sato.types_quantity("abc", of=MILK_1L)

    sato.sees("数量は", within=sato.page.locator("main"))
    sato.sees_quantity(1, of=MILK_1L)
    assert ordered(sato_member, "120451") == 1


def test_a_double_click_on_the_order_button_orders_one_piece(
    sato: Person, sato_member: Member, week: Week
) -> None:
    sato.opens(week.shelf(DAIRY))

    sato.presses_twice("北海道牛乳を注文する")

    sato.sees_quantity(1, of=MILK_1L)
    assert ordered(sato_member, "120451") == 1


def test_at_the_limit_plus_is_off_and_the_reason_stands_beside_it(
    sato: Person, sato_member: Member, week: Week
) -> None:
    sato.opens(week.shelf(DAIRY))
    sato.sees("お一人2点まで", within=sato.product(BUTTER))
    sato.orders(BUTTER)
    sato.adds_one(BUTTER)

    sato.sees("お一人2点まで。これ以上は増やせません。", within=sato.product(BUTTER))
    expect(sato.page.get_by_role("button", name=f"{BUTTER}を1点増やす")).to_be_disabled()
    sato.types_quantity("5", of=BUTTER)
    sato.sees("お一人2点までです。")
    sato.sees_quantity(2, of=BUTTER)
    assert ordered(sato_member, "120515") == 2


def test_the_keyboard_stays_at_the_button_that_was_pressed(
    sato: Person, week: Week, javascript: bool
) -> None:
    sato.opens(week.shelf(DAIRY))
    sato.orders(MILK_1L)
    plus = sato.page.get_by_role("button", name="北海道牛乳を1点増やす")
    if javascript:
        expect(plus).to_be_focused()
    plus.focus()
    sato.presses_key("Enter")
    sato.sees_quantity(2, of=MILK_1L)
    if javascript:
        expect(plus).to_be_focused()


def test_a_number_typed_and_left_is_saved_without_enter(
    arrive: Arrive, sato_member: Member, week: Week
) -> None:
    sato = arrive(sato_member, javascript=True, viewport=DESKTOP)
    sato.opens(week.page_of(EGGS))
    sato.orders(EGGS)

    sato.quantity_field(EGGS).fill("3")
    sato.presses_key("Tab")

    sato.is_told(f"{EGGS}を3点にしました。")
    sato.sees_quantity(3, of=EGGS)


def test_what_is_said_does_not_cover_the_stepper_that_was_pressed(
    arrive: Arrive, sato_member: Member, week: Week
) -> None:
    purchases.ordered(sato_member, week.offers[CHEESE])
    sato = arrive(sato_member, javascript=True)
    said = sato.page.locator("#live")

    for quantity, top in enumerate([16, 396, 690], start=2):
        sato.opens(week.shelf(FOOD))
        stepper = sato.product(CHEESE).locator(".stepper")
        stepper.evaluate("(each, top) => scrollBy(0, each.getBoundingClientRect().top - top)", top)
        sato.adds_one(CHEESE)

        sato.is_told(f"{CHEESE}を{quantity}点にしました。")
        sato.is_not_covered(said)
        # As far as the note that it was saved has moved it.
        assert abs(stepper.bounding_box()["y"] - top) < 48
        for control in stepper.locator("button:not(.stepper__set), input:visible").all():
            sato.is_not_covered(control)


def test_what_is_said_goes_when_it_is_pressed_or_the_member_moves_on(
    arrive: Arrive, sato_member: Member, week: Week
) -> None:
    sato = arrive(sato_member, javascript=True)
    sato.opens(week.shelf(FOOD))
    said = sato.page.locator("#live")

    sato.orders(MILK_1L)
    sato.is_told(MILK_1L)
    said.click()
    expect(said).to_be_empty()

    sato.adds_one(MILK_1L)
    sato.is_told("北海道牛乳を2点にしました。")
    sato.page.mouse.wheel(0, 200)
    expect(said).not_to_be_empty()
    sato.page.mouse.wheel(0, 600)
    expect(said).to_be_empty()


def test_scarce_goods_say_what_they_are_and_when_they_are_gone(
    arrive: Arrive, sato_member: Member, week: Week
) -> None:
    sato = arrive(sato_member, viewport=DESKTOP)
    sato.opens(week.shelf("魚"))
    sato.sees("数量限定", within=sato.product(SALMON_ROE))
    sato.orders(SALMON_ROE)
    sato.types_quantity("9", of=SALMON_ROE)
    sato.sees("残りは")
    sato.sees_quantity(1, of=SALMON_ROE)

    sato.opens(week.shelf("くだもの"))
    sato.sees("抽選", within=sato.product(MELON))
    sato.orders(MELON)
    sato.sees_quantity(1, of=MELON)
    sato.sees("数に限りがあり、今回の受付は終わりました。", within=sato.product(SOLD_OUT))
    sato.sees("受付終了", within=sato.product(SOLD_OUT))

    sato.opens(week.page_of(WITHDRAWN))
    sato.sees("取り扱いが中止になりました。")
    sato.sees_no_button(f"{WITHDRAWN}を注文する")
