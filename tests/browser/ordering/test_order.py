"""今回の注文: what is on it, what it costs, what happened to it, and taking everything off."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from members.models import Member
from orders.models import OrderLine
from tests.browser.conftest import DESKTOP, Arrive
from tests.browser.person import Person
from tests.browser.week import DETERGENT, GYOZA, MILK_1L, RICE, Week
from tests.factories import goods, purchases
from todock.lib import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def full_order(sato_member: Member, week: Week) -> None:
    """Two cartons of milk, rice, dumplings and detergent stand on the order."""
    for name, quantity in [(MILK_1L, 2), (RICE, 1), (GYOZA, 1), (DETERGENT, 1)]:
        purchases.ordered(sato_member, week.offers[name], quantity)


def test_an_empty_order_says_how_to_begin(sato: Person) -> None:
    sato.opens("/order/")

    sato.reads_heading("今回の注文")
    sato.sees("まだ注文がありません")
    sato.sees("注文がないあいだは、手数料もかかりません。")
    sato.follows("注文番号で追加")
    sato.reads_heading("注文番号で注文")


@pytest.mark.usefixtures("full_order")
def test_the_order_shows_lines_by_zone_and_what_they_cost(
    arrive: Arrive, sato_member: Member
) -> None:
    sato = arrive(sato_member, viewport=DESKTOP)
    sato.opens("/order/")

    zones = sato.page.locator(".zone h2")
    expect(zones).to_have_text(["冷蔵 1品・2点", "冷凍 1品・1点", "常温 2品・2点"])
    sato.sees("この内容で注文を受け付けています")
    totals = sato.page.locator("#totals")
    # 8%: 198×2 + 2,380 + 398 = 3,174, tax 253; 10%: 298 + 200 of the fee = 498, tax 49.
    expect(totals.locator("tbody tr").nth(0)).to_have_text("8% 3,174円 253円 3,427円")
    expect(totals.locator("tbody tr").nth(1)).to_have_text("10% 498円 49円 547円")
    expect(totals.locator("tfoot")).to_contain_text("3,974円")
    sato.sees("システム手数料220円（税込）が入っています", within=totals)
    expect(sato.page.locator("#room")).to_contain_text("46,026円")
    sato.sees("留守のときは玄関前に置きます")


@pytest.mark.usefixtures("full_order")
def test_a_change_moves_totals_what_is_left_and_the_log(sato: Person, week: Week) -> None:
    sato.opens("/order/")

    sato.adds_one(MILK_1L)
    sato.is_told("北海道牛乳を3点にしました。合計4,188円")
    expect(sato.page.locator("#totals tfoot")).to_contain_text("4,188円")
    expect(sato.page.locator("#room")).to_contain_text("45,812円")
    expect(sato.page.locator("#z-chilled-count")).to_have_text("1品・3点")

    sato.types_quantity("0", of=GYOZA)
    sato.is_told("手包み餃子を取り消しました。")
    sato.counts_on_order(3)

    sato.opens("/order/")
    sato.opens_up("注文の記録")
    sato.sees("手包み餃子 20個（1点）を取り消し")
    sato.sees("北海道牛乳 1Lを2点から3点に変更")


@pytest.mark.usefixtures("full_order")
def test_everything_is_taken_off_only_after_a_question(
    sato: Person, sato_member: Member, week: Week
) -> None:
    sato.opens("/order/")
    sato.follows("すべて取り消す")
    sato.sees("いまの注文は4品・5点、3,974円です。")
    sato.follows("取り消さずに戻る")
    sato.counts_on_order(4)

    sato.follows("すべて取り消す")
    sato.presses("すべて取り消す")

    sato.sees("11月4回の注文から4品を取り消しました。")
    sato.sees("まだ注文がありません")
    sato.counts_on_order(0)
    assert not OrderLine.objects.filter(order__member=sato_member).exists()


@pytest.mark.usefixtures("full_order")
def test_a_page_that_is_out_of_date_shows_both_quantities_and_asks(
    arrive: Arrive, sato_member: Member, week: Week
) -> None:
    phone, desktop = arrive(sato_member), arrive(sato_member, viewport=DESKTOP)
    phone.opens("/order/")
    desktop.opens("/order/")
    desktop.types_quantity("5", of=MILK_1L)

    phone.types_quantity("3", of=MILK_1L)

    phone.sees("ほかの画面で5点に変わっています。3点にしますか。")
    phone.sees_button("北海道牛乳を5点のままにする")
    phone.presses("北海道牛乳を3点にする")
    phone.sees_quantity(3, of=MILK_1L)
    desktop.opens("/order/")
    desktop.sees_quantity(3, of=MILK_1L)


@pytest.mark.usefixtures("full_order")
def test_of_two_open_rounds_the_member_chooses_the_one_she_means(
    sato: Person, sato_member: Member, week: Week
) -> None:
    later = goods.cycle(name="12月1回")
    soon = clock.now() + timedelta(days=9)
    purchases.window(later, closes_at=soon, opens_at=clock.now() - timedelta(hours=1))
    cheese = goods.offer(cycle=later, order_number="120451", product__name="十勝のチーズ")

    sato.opens("/order/")
    sato.counts_on_order(4)
    chips = sato.page.get_by_role("navigation", name="企画回")
    sato.follows_any("12月1回", within=chips)

    sato.sees("まだ注文がありません")
    sato.counts_on_order(0)
    sato.opens(f"/items/{later.code}/{cheese.order_number}/")
    sato.orders("十勝のチーズ")
    sato.opens("/order/")
    sato.sees("十勝のチーズ")
    sato.follows_any("11月4回", within=chips)
    sato.sees(MILK_1L)
    sato.counts_on_order(4)


@pytest.mark.usefixtures("full_order")
def test_the_purchase_limit_refuses_an_increase_and_never_a_decrease(
    sato: Person, sato_member: Member, week: Week
) -> None:
    limit = sato_member.purchase_limit
    limit.limit = 4_000
    limit.save()
    sato.opens("/order/")

    sato.adds_one(RICE)
    sato.sees("購入できる金額の上限を")
    sato.sees_quantity(1, of=RICE)
    sato.takes_one_away(MILK_1L)
    sato.sees_quantity(1, of=MILK_1L)


def test_what_was_withdrawn_after_it_was_ordered_stays_and_says_so(
    sato: Person, sato_member: Member, week: Week
) -> None:
    purchases.ordered(sato_member, week.offers[GYOZA], 2)
    week.offers[GYOZA].withdrawn_at = clock.now()
    week.offers[GYOZA].save()

    sato.opens("/order/")

    sato.sees("取り扱いが中止になりました。", within=sato.product(GYOZA))
    sato.takes_one_away(GYOZA)
    sato.sees_quantity(1, of=GYOZA)
