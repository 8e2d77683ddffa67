"""The closing works points out for all orders together, and comes to what the pure rules say."""

import random
from datetime import timedelta

import pytest

from orders.actions import closing, quantities
from orders.actions import points as points_actions
from orders.models import OrderLine, OrderTotal, OrderWindow
from orders.rules.pricing import Fee, PricedLine, spread_points, summarise
from points.models import Campaign, EarnRule, StageRule
from points.queries.earning import campaigns_on
from points.rules.earning import Goods, earn
from tests.factories import goods, people, purchases
from tests.factories.ledger import assert_sound, earned
from todock.lib import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("feeds_folder")]
ORDERS = 12


def some_campaigns(dice: random.Random, cycle_code: str, codes: list[str]) -> None:
    today = clock.japan_date(clock.now())
    for number in range(dice.randint(0, 4)):
        Campaign.objects.create(
            name=f"企画{number}",
            percent=dice.choice([150, 200, 333, 1_000]),
            starts_on=today - timedelta(days=dice.randint(1, 5)),
            ends_on=today + timedelta(days=dice.randint(0, 5)),
            weekday=dice.choice([None, None, dice.randint(1, 7)]),
            category_code=dice.choice(["", *codes]),
            cycle_code=dice.choice(["", cycle_code, "2020011"]),
            stage=dice.choice(["", "", "うみステージ", "ゆきステージ"]),
        )


@pytest.mark.parametrize("combined", ["highest", "add"])
@pytest.mark.parametrize("seed", range(4))
def test_random_orders_earn_and_pay_as_the_pure_rules_say(seed, combined, settings):
    settings.POINTS_CAMPAIGNS = combined
    dice = random.Random(seed)
    window = purchases.window()
    top = goods.category(code="80")
    beneath = goods.category(code="8001", parent=top)
    other = goods.category(code="800")
    some_campaigns(dice, window.cycle.code, ["80", "8001", "800"])
    StageRule.objects.get_or_create(name="ゆきステージ", threshold=0, starts_on="2020-01-01")
    rule = EarnRule.objects.update_or_create(
        starts_on="2020-01-02",
        defaults={"yen_per_point": dice.choice([1, 7, 330]), "alcohol_earns": seed % 2 == 0},
    )[0]
    offers = [
        goods.offer(
            cycle=window.cycle,
            price_ex_tax=dice.randint(1, 3_000),
            product=goods.product(
                category=dice.choice([top, beneath, other]),
                tax_rate=dice.choice([8, 10]),
                alcohol=dice.random() < 0.2,
            ),
        )
        for _number in range(15)
    ]
    for number in range(ORDERS):
        member = people.member(f"00900000{number:02}", course=window.course)
        earned(member, dice.randint(1, 9_000))
        for offer in dice.sample(offers, dice.randint(1, 8)):
            quantities.set_quantity(
                member=member,
                offer=offer,
                quantity=dice.randint(1, 4),
                by=member.user,
                born_on=member.born_on,
            )
        points_actions.set_points(member=member, cycle=window.cycle, mode="all", by=member.user)
    closes_at = clock.now() - timedelta(minutes=1)
    OrderWindow.objects.update(closes_at=closes_at, opens_at=closes_at - timedelta(days=3))

    closing.close_due_windows()

    on = clock.japan_date(closes_at)
    for order in window.orders.all():
        lines = list(
            OrderLine.objects.filter(order=order)
            .select_related("offer__product__category")
            .order_by("offer__order_number")
        )
        expected = earn(
            [
                Goods(
                    line.price_ex_tax * line.quantity,
                    window.cycle.code,
                    line.offer.order_number,
                    line.offer.product.category.path,
                    line.offer.product.alcohol,
                )
                for line in lines
            ],
            rule=rule,
            campaigns=campaigns_on(on),
            on=on,
            stage="ゆきステージ",
            adding=combined == "add",
        )
        assert [(line.points_percent, line.points_earned) for line in lines] == [
            (each.percent, each.points) for each in expected
        ]
        summary = summarise(
            [PricedLine(line.quantity, line.price_ex_tax, line.tax_rate) for line in lines],
            Fee(order.fee_inc_tax, order.fee_tax_rate),
            rounding="floor",
        )
        totals = OrderTotal.objects.filter(order=order).values_list("tax_rate", "points")
        assert dict(totals) == spread_points(order.points_used, summary.goods)
    assert_sound()
