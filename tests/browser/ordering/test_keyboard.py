"""Ordering with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.week import MILK_1L, Week

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: More presses of Tab than any control here is away.
_FAR = 60


def tabs_to(person: Person, words: str) -> None:
    """Press Tab until the control with these words has the focus; it must be seen each time."""
    wanted = person.page.get_by_role("button", name=words, exact=True)
    wanted = wanted.or_(person.page.get_by_role("link", name=words, exact=True)).first
    for _press in range(_FAR):
        person.page.keyboard.press("Tab")
        focused = person.page.locator(":focus")
        person.stands_on(focused)
        person.is_not_covered(focused)
        if wanted.evaluate("each => each === document.activeElement"):
            return
    pytest.fail(f"「{words}」 is not reached in {_FAR} presses of Tab")


def test_the_skip_link_comes_first_and_leads_to_the_content(sato: Person, week: Week) -> None:
    sato.opens(week.shelf("牛乳・乳製品"))

    sato.presses_key("Tab")

    skip = sato.page.get_by_role("link", name="本文へ移動")
    sato.stands_on(skip)
    expect(skip).to_be_in_viewport()
    sato.presses_key("Enter")
    expect(sato.page.locator("#main")).to_be_focused()


def test_a_member_orders_changes_and_takes_off_with_tab_enter_and_space(
    sato: Person, week: Week
) -> None:
    sato.opens(week.shelf("牛乳・乳製品"))

    tabs_to(sato, "北海道牛乳を注文する")
    sato.presses_key("Enter")
    sato.sees_quantity(1, of=MILK_1L)

    if not sato.javascript:
        tabs_to(sato, "北海道牛乳を1点増やす")
    sato.stands_on(sato.page.get_by_role("button", name="北海道牛乳を1点増やす"))
    sato.presses_key("Space")
    sato.sees_quantity(2, of=MILK_1L)

    sato.quantity_field(MILK_1L).focus()
    sato.stands_on(sato.quantity_field(MILK_1L))
    sato.page.keyboard.type("1")
    sato.quantity_field(MILK_1L).fill("1")
    sato.presses_key("Enter")
    sato.sees_quantity(1, of=MILK_1L)

    if not sato.javascript:
        tabs_to(sato, "北海道牛乳を1点減らす")
    else:
        sato.stands_on(sato.quantity_field(MILK_1L))
        sato.presses_key("Shift+Tab")
        sato.stands_on(sato.page.get_by_role("button", name="北海道牛乳を1点減らす"))
    sato.presses_key("Enter")
    sato.sees_button("北海道牛乳を注文する")


def test_numbers_are_typed_with_tab_from_field_to_field(sato: Person) -> None:
    sato.opens("/order/numbers/")
    sato.field("1行目の注文番号").focus()

    for number, quantity in [("120451", "2"), ("120463", "1")]:
        sato.page.keyboard.type(number)
        sato.page.keyboard.press("Tab")
        sato.page.keyboard.type(quantity)
        sato.page.keyboard.press("Tab")
    expect(sato.field("3行目の注文番号")).to_be_focused()
    sato.presses_key("Enter")

    sato.sees("2品・3点")
    tabs_to(sato, "2品を注文する")
    sato.presses_key("Enter")
    sato.counts_on_order(2)
