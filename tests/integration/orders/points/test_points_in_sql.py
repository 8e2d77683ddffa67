"""The closing works points out for all orders together, and comes to what the pure rules say."""

import random
from datetime import timedelta

import pytest

from catalog.models import Category, Cycle, Offer
from orders.actions import quantities
from orders.models import Order, OrderLine, OrderTotal, OrderWindow
from orders.rules.pricing import Fee, PricedLine, spread_points, summarise
from points.models import Campaign, EarnRule, StageRule
from points.queries.earning import campaigns_on
from points.rules.earning import Goods, earn
from tests.factories import goods, people, purchases
from tests.factories.ledger import assert_sound, earned
from tests.integration.orders.points.deadlines import close, use
from todock.lib import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("feeds_folder")]
ORDERS = 12
STAGE = "ゆきステージ"


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


def some_offers(dice: random.Random, cycle: Cycle, categories: list[Category]) -> list[Offer]:
    return [
        goods.offer(
            cycle=cycle,
            price_ex_tax=dice.randint(1, 3_000),
            product=goods.product(
                category=dice.choice(categories),
                tax_rate=dice.choice([8, 10]),
                alcohol=dice.random() < 0.2,
            ),
        )
        for _number in range(15)
    ]


def some_order(dice: random.Random, number: int, window: OrderWindow, offers: list[Offer]) -> None:
    """A member who has points orders some of the offers, and uses all that she may."""
    member = people.member(f"00900000{number:02}", course=window.course)
    earned(member, dice.randint(1, 9_000))
    for offer in dice.sample(offers, dice.randint(1, 8)):
        quantity = dice.randint(1, 4)
        quantities.set_quantity(
            member=member, offer=offer, quantity=quantity, by=member.user, born_on=member.born_on
        )
    use(member, window, "all")


def lines_of(order: Order) -> list[OrderLine]:
    lines = OrderLine.objects.filter(order=order).select_related("offer__product__category")
    return list(lines.order_by("offer__order_number"))


def earned_by_the_rules(lines: list[OrderLine], **rules: object) -> list[tuple[int, int]]:
    """What the pure rules say of each line: percent and points."""
    sold = [
        Goods(
            line.price_ex_tax * line.quantity,
            line.offer.cycle.code,
            line.offer.order_number,
            line.offer.product.category.path,
            line.offer.product.alcohol,
        )
        for line in lines
    ]
    return [(each.percent, each.points) for each in earn(sold, stage=STAGE, **rules)]


def paid_by_the_rules(order: Order, lines: list[OrderLine]) -> dict[int, int]:
    """What the pure rules say of the points used: how many at each tax rate."""
    priced = [PricedLine(line.quantity, line.price_ex_tax, line.tax_rate) for line in lines]
    fee = Fee(order.fee_inc_tax, order.fee_tax_rate)
    return spread_points(order.points_used, summarise(priced, fee, rounding="floor").goods)


@pytest.mark.parametrize("combined", ["highest", "add"])
@pytest.mark.parametrize("seed", range(4))
def test_random_orders_earn_and_pay_as_the_pure_rules_say(seed, combined, settings):
    # given campaigns, a stage and a rule, and orders with points on them
    settings.POINTS_CAMPAIGNS = combined
    dice = random.Random(seed)
    window = purchases.window()
    top = goods.category(code="80")
    categories = [top, goods.category(code="8001", parent=top), goods.category(code="800")]
    some_campaigns(dice, window.cycle.code, ["80", "8001", "800"])
    StageRule.objects.get_or_create(name=STAGE, threshold=0, starts_on="2020-01-01")
    rule = EarnRule.objects.update_or_create(
        starts_on="2020-01-02",
        defaults={"yen_per_point": dice.choice([1, 7, 330]), "alcohol_earns": seed % 2 == 0},
    )[0]
    offers = some_offers(dice, window.cycle, categories)
    for number in range(ORDERS):
        some_order(dice, number, window, offers)
    # when
    close(window)
    # then
    window.refresh_from_db()
    on = clock.japan_date(window.closes_at)
    rules = {"rule": rule, "campaigns": campaigns_on(on), "on": on, "adding": combined == "add"}
    for order in window.orders.all():
        lines = lines_of(order)
        told = [(line.points_percent, line.points_earned) for line in lines]
        totals = OrderTotal.objects.filter(order=order).values_list("tax_rate", "points")
        assert told == earned_by_the_rules(lines, **rules)
        assert dict(totals) == paid_by_the_rules(order, lines)
    assert_sound()
