"""Points on an order: held at once, following the order, spent at the deadline."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from orders import refusals
from orders.actions import closing, quantities
from orders.actions import points as points_actions
from orders.models import Order, OrderEvent, OrderLine, OrderTotal, OrderWindow, PointsMode
from points.actions import confirm_due, end_account
from points.models import Campaign, EarnRule, MemberStage, StageMonth, Transaction
from tests.factories import goods, people
from tests.factories.ledger import assert_sound, balances, earned
from tests.factories.purchases import set_to
from todock.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "feeds": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


@pytest.fixture
def rule() -> EarnRule:
    """1 point for 330 yen, not for alcohol."""
    return EarnRule.objects.get_or_create(
        starts_on="2020-01-01", defaults={"yen_per_point": 330, "alcohol_earns": False}
    )[0]


def use(member, window, mode: str, points: int = 0):
    return points_actions.set_points(
        member=member, cycle=window.cycle, mode=mode, points=points, by=member.user
    )


def close(window: OrderWindow) -> None:
    """Let the deadline pass, and close."""
    closes_at = clock.now() - timedelta(minutes=1)
    OrderWindow.objects.filter(pk=window.pk).update(
        closes_at=closes_at, opens_at=closes_at - timedelta(days=3)
    )
    closing.close_due_windows()


def test_a_number_of_points_is_held_at_once(sato, window, milk):
    account = earned(sato, 500)
    set_to(sato, milk, 3)

    use(sato, window, "number", 200)

    assert balances(account) == (300, 0, 200, 0)
    assert Order.objects.get().points_used == 200


def test_all_means_as_many_as_the_goods_cost_with_tax_and_not_the_fee(sato, window, milk):
    account = earned(sato, 5_000)
    set_to(sato, milk, 3)

    use(sato, window, "all")

    # 654 yen before tax, 52 of tax.
    assert balances(account) == (5_000 - 706, 0, 706, 0)


def test_nothing_releases_what_was_held(sato, window, milk):
    account = earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "number", 200)

    use(sato, window, "none")

    assert balances(account) == (500, 0, 0, 0)
    assert Order.objects.get().points_mode == PointsMode.NONE


def test_asking_again_for_what_stands_writes_nothing(sato, window, milk):
    earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "number", 200)
    before = Transaction.objects.count(), OrderEvent.objects.count()

    use(sato, window, "number", 200)

    assert (Transaction.objects.count(), OrderEvent.objects.count()) == before


def test_more_points_than_there_are_is_refused_and_nothing_changes(sato, window, milk):
    account = earned(sato, 100)
    set_to(sato, milk, 3)

    with pytest.raises(refusals.NotEnoughPoints, match="100ポイントまで"):
        use(sato, window, "number", 101)

    assert balances(account) == (100, 0, 0, 0)
    assert Order.objects.get().points_mode == PointsMode.NONE


def test_a_number_that_is_no_whole_unit_is_refused(sato, window, milk, settings):
    settings.POINTS_UNIT = 500
    earned(sato, 2_000)
    set_to(sato, milk, 30)

    with pytest.raises(refusals.PointsNotInUnits, match="500ポイント単位"):
        use(sato, window, "number", 700)


def test_after_the_deadline_points_stay_as_they_are(sato, window, milk):
    earned(sato, 500)
    set_to(sato, milk, 3)
    close(window)

    with pytest.raises(refusals.WindowClosed):
        use(sato, window, "all")


def test_points_follow_the_order_down_and_up_again(sato, window, milk):
    account = earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "number", 500)

    set_to(sato, milk, 1)
    assert balances(account) == (500 - 235, 0, 235, 0)

    set_to(sato, milk, 3)
    assert balances(account) == (0, 0, 500, 0)
    assert_sound()


def test_taking_the_last_line_off_releases_everything(sato, window, milk):
    account = earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "all")

    set_to(sato, milk, 0)

    assert balances(account) == (500, 0, 0, 0)


def test_cancelling_the_order_releases_everything_and_forgets_the_wish(sato, window, milk):
    account = earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "all")

    quantities.clear_order(member=sato, cycle=window.cycle, by=sato.user)
    set_to(sato, milk, 3)

    assert balances(account) == (500, 0, 0, 0)


def test_an_order_is_never_refused_for_want_of_points(sato, window, milk):
    earned(sato, 100)
    set_to(sato, milk, 1)
    use(sato, window, "all")

    set_to(sato, milk, 9)

    assert Order.objects.get().points_used == 100


def test_every_change_of_points_stands_in_the_log(sato, window, milk):
    earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "number", 200)

    event = OrderEvent.objects.latest("pk")
    assert (event.kind, event.name, event.by) == ("points", "0 → 200", sato.user)


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


def test_points_for_what_could_not_come_are_given_back(sato, window, milk, rule):
    account = earned(sato, 500)
    set_to(sato, milk, 3)
    use(sato, window, "number", 200)
    close(window)
    staff = people.user("staff", is_staff=True)
    order = Order.objects.get()

    points_actions.give_points_back(
        order=order, points=150, reason="欠品", shown=order.points_serial, by=staff, at=clock.now()
    )

    assert balances(account)[0] == 450
    with pytest.raises(refusals.PointsMoved):
        points_actions.give_points_back(
            order=order,
            points=150,
            reason="欠品",
            shown=order.points_serial,
            by=staff,
            at=clock.now(),
        )
    order.refresh_from_db()
    with pytest.raises(refusals.MorePointsThanUsed):
        points_actions.give_points_back(
            order=order,
            points=51,
            reason="欠品",
            shown=order.points_serial,
            by=staff,
            at=clock.now(),
        )


def test_nothing_is_given_back_to_a_member_who_has_left(sato, window, milk, rule):
    account = earned(sato, 200)
    set_to(sato, milk, 3)
    use(sato, window, "number", 200)
    close(window)
    end_account(account=account, at=clock.now())
    order = Order.objects.get()

    with pytest.raises(refusals.PointsEnded):
        points_actions.give_points_back(
            order=order,
            points=1,
            reason="欠品",
            shown=order.points_serial,
            by=people.user("staff"),
            at=clock.now(),
        )


@pytest.mark.parametrize(
    "wish",
    [
        {"points_mode": "none", "points_wanted": 5},
        {"points_mode": "number", "points_wanted": 0},
        {"points_mode": "all", "points_wanted": 5},
        {"points_mode": "none", "points_used": 5},
        {"points_mode": "number", "points_wanted": 5, "points_used": 6},
    ],
)
def test_a_wish_that_contradicts_itself_is_refused_by_the_database(sato, window, milk, wish):
    set_to(sato, milk, 1)

    with pytest.raises(IntegrityError):
        Order.objects.update(**wish)
