"""At the deadline points are spent, and the goods earn theirs."""

from datetime import timedelta

import pytest

from orders.actions import closing
from orders.models import Order, OrderLine, OrderTotal
from points.actions import confirm_due
from points.models import Campaign, MemberStage, StageMonth, Transaction
from tests.factories import goods, people
from tests.factories.ledger import assert_sound, balances, earned
from tests.factories.purchases import set_to
from tests.integration.orders.points.deadlines import close, use
from todock.lib import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("feeds_folder")]


def test_what_was_held_is_spent_at_the_deadline(sato, window, milk, rule):
    account = earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "number", 200)

    close(window)
    closing.close_due_windows()

    assert balances(account)[0] == 300
    assert balances(account)[2] == 0
    order = Order.objects.get()
    spent = Transaction.objects.get(kind="spend")
    assert (spent.points, spent.subject) == (200, f"order:{order.pk}")
    assert_sound()


def test_frozen_totals_carry_the_points_of_their_rate(sato, window, milk, rule):
    earned(sato, 500)
    soap = goods.offer(
        cycle=window.cycle, price_ex_tax=500, product=goods.product(tax_rate=10, name="石けん")
    )
    set_to(sato, milk, 2)
    set_to(sato, soap, 1)
    use(sato, window, "number", 333)

    close(window)

    # Goods with tax: 470 at 8 %, 550 at 10 %: 333 × 470 / 1,020 = 153.4, 333 × 550 / 1,020 = 179.6.
    totals = OrderTotal.objects.order_by("tax_rate").values_list("tax_rate", "points")
    assert list(totals) == [(8, 153), (10, 180)]


def test_goods_that_a_feed_made_cheaper_release_what_is_too_much(sato, window, milk, rule):
    account = earned(sato, 500)
    set_to(sato, milk, 2)
    use(sato, window, "all")
    milk.price_ex_tax, milk.price_inc_tax = 100, 108
    milk.save()

    close(window)

    assert balances(account)[:1] + balances(account)[2:3] == (500 - 216, 0)
    assert Order.objects.get().points_used == 216
    assert_sound()


def test_an_order_earns_a_point_for_330_yen_before_tax_rounded_down_once(sato, window, milk, rule):
    set_to(sato, milk, 3)
    set_to(sato, goods.offer(cycle=window.cycle, price_ex_tax=336), 1)

    close(window)

    # 654 + 336 = 990 yen: 3 points, of which one comes from the remainders of two lines.
    lines = OrderLine.objects.order_by("offer__order_number")
    assert sum(line.points_earned for line in lines) == 3
    assert [line.points_percent for line in lines] == [100, 100]
    assert balances(sato.points) == (0, 3, 0, 0)
    assert Transaction.objects.get(kind="earn_pending").basis == 990


def test_the_fee_and_alcohol_earn_nothing(sato, window, milk, rule):
    beer = goods.offer(cycle=window.cycle, price_ex_tax=3_300, product__alcohol=True)
    set_to(sato, milk, 1)
    set_to(sato, beer, 1, born_on=sato.born_on)

    close(window)

    assert not Transaction.objects.filter(kind="earn_pending").exists()
    assert set(OrderLine.objects.values_list("points_earned", flat=True)) == {0}


def test_a_later_change_of_the_rule_changes_nothing(sato, window, milk, rule):
    set_to(sato, milk, 5)
    close(window)

    rule.yen_per_point = 1
    rule.save()
    closing.close_due_windows()

    assert OrderLine.objects.get().points_earned == 3
    assert Order.objects.get().yen_per_point == 330


def test_points_become_real_some_days_after_the_delivery(sato, window, milk, rule, settings):

    settings.POINTS_CONFIRM_DAYS = 7
    set_to(sato, milk, 5)
    close(window)
    due_on = window.delivers_on + timedelta(days=7)
    noon = clock.now().replace(hour=3)
    early = noon + timedelta(days=(due_on - noon.date()).days - 1)

    assert confirm_due(at=early) == 0
    assert confirm_due(at=early + timedelta(days=1)) == 1
    assert confirm_due(at=early + timedelta(days=2)) == 0

    assert balances(sato.points) == (3, 0, 0, 0)
    assert_sound()


def campaign(**kw) -> Campaign:
    today = clock.japan_date(clock.now())
    fields = {"starts_on": today - timedelta(days=1), "ends_on": today, "percent": 300}
    return Campaign.objects.create(**{"name": "3倍", **fields, **kw})


def test_a_campaign_by_category_reaches_what_lies_beneath(sato, window, rule):
    dairy = goods.category(code="70", name="乳製品")
    cheese = goods.category(code="7001", name="チーズ", parent=dairy)
    offer = goods.offer(
        cycle=window.cycle, price_ex_tax=330, product=goods.product(category=cheese)
    )
    campaign(category_code="70")
    set_to(sato, offer, 1)

    close(window)

    assert OrderLine.objects.get().points_earned == 3


def test_a_campaign_by_stage_is_for_members_of_that_stage(sato, window, milk, rule):
    campaign(stage="もりステージ")
    suzuki = people.suzuki(course=sato.course)
    yesterday = clock.japan_date(clock.now()) - timedelta(days=1)
    month = StageMonth.objects.create(ends_on=yesterday)
    account = earned(suzuki, 1)
    MemberStage.objects.create(month=month, account=account, spend=20_000, name="もりステージ")
    set_to(sato, milk, 5)
    set_to(suzuki, milk, 5)

    close(window)

    earned_by = OrderLine.objects.values_list("order__member", "points_earned")
    assert dict(earned_by) == {sato.pk: 3, suzuki.pk: 9}


def test_who_earns_for_the_first_time_gets_an_account(sato, window, milk, rule):
    set_to(sato, milk, 5)

    close(window)

    assert balances(sato.points) == (0, 3, 0, 0)
