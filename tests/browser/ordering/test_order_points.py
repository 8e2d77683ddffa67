"""今回の注文: using points, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from members.models import Member
from orders.models import Order
from tests.browser.person import Person
from tests.browser.week import DETERGENT, MILK_1L, RICE, Week
from tests.factories import purchases
from tests.factories.ledger import balances, earned

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def order_and_points(sato_member: Member, week: Week) -> None:
    """Milk, rice and detergent stand on the order; 3,284 points in the account."""
    for name, quantity in [(MILK_1L, 2), (RICE, 1), (DETERGENT, 1)]:
        purchases.ordered(sato_member, week.offers[name], quantity)
    earned(sato_member, 3_284)


def test_a_member_uses_a_number_of_points_and_sees_what_is_left_to_pay(
    sato: Person, sato_member: Member
) -> None:
    sato.opens("/order/")
    sato.sees("3,284ポイントまで使えます")

    sato.writes("５００", into="使うポイント")
    sato.presses("決める")

    panel, totals = sato.page.locator("#points"), sato.page.locator("#totals")
    sato.sees("この注文に500ポイントを使います", within=panel)
    # 8%: 2,776 + 222; 10%: 298 + 200, tax 49, of which 220 are the fee. 500 over 2,998 and 327.
    expect(totals.locator("tfoot")).to_contain_text("−500円")
    expect(totals.locator("tfoot")).to_contain_text("3,045円")
    sato.sees("8%対象 2,547円", within=totals)
    assert balances(sato_member.points) == (2_784, 0, 500, 0)


def test_all_points_follow_the_order_when_it_shrinks(
    sato: Person, sato_member: Member, week: Week
) -> None:
    sato.opens("/order/")

    sato.presses("すべて使う")
    sato.sees("この注文に3,284ポイントを使います", within=sato.page.locator("#points"))
    sato.takes_one_away(RICE)

    sato.opens("/order/")
    used = Order.objects.get().points_used
    assert used < 3_284
    assert balances(sato_member.points) == (3_284 - used, 0, used, 0)
    sato.presses("使わない")
    expect(sato.page.locator("#totals tfoot")).not_to_contain_text("ポイント利用")
    assert balances(sato_member.points) == (3_284, 0, 0, 0)


def test_what_cannot_be_used_is_told_at_the_field_and_what_was_typed_stays(sato: Person) -> None:
    sato.opens("/order/")

    sato.writes("9999", into="使うポイント")
    sato.presses("決める")

    sato.sees("いま使えるのは3,284ポイントまでです。", within=sato.page.locator("#points"))
    expect(sato.page.get_by_label("使うポイント")).to_have_value("9999")
