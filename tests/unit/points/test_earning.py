"""What goods earn: one rounding an order, spread over the lines; campaigns by their conditions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.models import Campaign, EarnRule
from points.rules.earning import Goods, applies, earn, rule_on

WEDNESDAY = date(2026, 11, 25)
RULE = EarnRule(yen_per_point=330, alcohol_earns=False, starts_on=date(2020, 1, 1))


def campaign(**kw: object) -> Campaign:
    fields = {"name": "3倍", "percent": 300, "starts_on": WEDNESDAY, "ends_on": WEDNESDAY}
    return Campaign(**{**fields, **kw})


def points(
    lines: list[Goods],
    *campaigns: Campaign,
    rule: EarnRule | None = RULE,
    adding: bool = False,
) -> list[int]:
    earned = earn(lines, rule=rule, campaigns=campaigns, on=WEDNESDAY, adding=adding)
    return [each.points for each in earned]


def test_an_order_is_rounded_down_once():
    assert points([Goods(329), Goods(329), Goods(2)]) == [1, 1, 0]


def test_329_yen_earn_nothing_and_330_earn_one():
    assert points([Goods(329)]) == [0]
    assert points([Goods(330)]) == [1]


def test_of_equal_remainders_the_earlier_line_comes_first():
    assert points([Goods(165), Goods(165)]) == [1, 0]


def test_without_a_rule_nothing_is_earned():
    assert points([Goods(9_999)], rule=None) == [0]


def test_alcohol_earns_where_the_rule_says_so():
    beer = Goods(330, alcohol=True)
    generous = EarnRule(yen_per_point=330, alcohol_earns=True)

    assert points([beer]) == [0]
    assert points([beer], rule=generous) == [1]


def test_a_campaign_does_not_make_alcohol_earn():
    assert points([Goods(3_300, alcohol=True)], campaign()) == [0]


def test_the_highest_of_several_campaigns_counts():
    assert points([Goods(330)], campaign(), campaign(name="2倍", percent=200)) == [3]


def test_campaigns_add_up_where_the_house_says_so():
    two = [campaign(), campaign(name="2倍", percent=200)]

    assert points([Goods(330)], *two, adding=True) == [4]


@pytest.mark.parametrize(
    ("condition", "goods", "holds"),
    [
        ({}, Goods(1), True),
        ({"weekday": 3}, Goods(1), True),
        ({"weekday": 4}, Goods(1), False),
        ({"starts_on": date(2026, 11, 26)}, Goods(1), False),
        ({"ends_on": date(2026, 11, 24), "starts_on": date(2026, 11, 1)}, Goods(1), False),
        ({"category_code": "01"}, Goods(1, category_path="01/0101/"), True),
        ({"category_code": "0101"}, Goods(1, category_path="01/0101/"), True),
        ({"category_code": "010"}, Goods(1, category_path="01/0101/"), False),
        ({"stage": "もりステージ"}, Goods(1), False),
        ({"cycle_code": "2026114", "order_number": "1"}, Goods(1, "2026114", "1"), True),
        ({"cycle_code": "2026114", "order_number": "1"}, Goods(1, "2026114", "2"), False),
        ({"cycle_code": "2026114"}, Goods(1, "2026115", "1"), False),
    ],
)
def test_every_condition_that_is_set_must_hold(condition, goods, holds):
    assert applies(campaign(**condition), goods, on=WEDNESDAY, stage="ゆきステージ") is holds


@pytest.mark.parametrize(
    ("on", "yen"),
    [
        (date(2026, 3, 31), 330),
        (date(2026, 4, 1), 200),
        (date(2026, 5, 1), 330),
    ],
)
def test_the_newest_rule_that_counts_on_the_day_is_taken(on, yen):
    spring = EarnRule(yen_per_point=200, starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 30))

    assert rule_on([spring, RULE], on).yen_per_point == yen


def test_before_the_first_rule_there_is_none():
    assert rule_on([RULE], date(2019, 12, 31)) is None


goods = st.builds(Goods, st.integers(0, 99_999), alcohol=st.booleans())


@given(st.lists(goods, max_size=20), st.integers(1, 1_000))
def test_the_lines_add_up_to_the_order(lines, unit):
    rule = EarnRule(yen_per_point=unit, alcohol_earns=False)

    earned = points(lines, rule=rule)

    assert sum(earned) == sum(line.ex_tax for line in lines if not line.alcohol) // unit
