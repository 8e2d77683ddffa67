"""Points on an order: how many are used, and how they are spread over the tax rates."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.pricing import Fee, PricedLine, spread_points, summarise, usable_points

amounts = st.dictionaries(st.sampled_from([0, 5, 8, 10]), st.integers(0, 99_999), min_size=1)


@pytest.mark.parametrize(
    ("mode", "wanted", "goods", "at_hand", "used"),
    [
        ("none", 0, 1_000, 500, 0),
        ("number", 300, 1_000, 500, 300),
        ("number", 300, 200, 500, 200),
        ("number", 300, 1_000, 120, 120),
        ("all", 0, 1_000, 500, 500),
        ("all", 0, 400, 500, 400),
        ("all", 0, 0, 500, 0),
    ],
)
def test_no_more_is_used_than_is_wanted_at_hand_and_on_the_order(
    mode, wanted, goods, at_hand, used
):
    assert usable_points(mode, wanted, goods=goods, at_hand=at_hand, unit=1, least=1) == used


def test_points_are_used_in_whole_units():
    assert usable_points("all", 0, goods=1_999, at_hand=3_000, unit=500, least=1) == 1_500


def test_fewer_than_the_least_are_not_used():
    about = {"at_hand": 3_000, "unit": 1, "least": 100}

    assert usable_points("all", 0, goods=99, **about) == 0
    assert usable_points("all", 0, goods=100, **about) == 100


def test_points_are_spread_by_largest_remainder():
    # 100 × 1,001 / 2,002 are 50 each; 101 leave one over, and the lower rate gets it.
    assert spread_points(101, {8: 1_001, 10: 1_001}) == {8: 51, 10: 50}
    assert spread_points(500, {8: 4_439, 10: 548}) == {8: 445, 10: 55}


def test_more_points_than_goods_are_refused():
    with pytest.raises(ValueError, match="11 points"):
        spread_points(11, {8: 10})


@given(goods=amounts, data=st.data())
def test_the_parts_add_up_to_the_yen_and_none_is_more_than_its_goods(goods, data):
    total = sum(goods.values())
    points = data.draw(st.integers(0, total))

    parts = spread_points(points, goods)

    assert sum(parts.values()) == points
    assert all(0 <= parts[rate] <= amount for rate, amount in goods.items())
    for rate, amount in goods.items():
        if total:
            assert abs(parts[rate] - Decimal(points) * amount / total) < 1


lines = st.lists(
    st.builds(PricedLine, st.integers(1, 99), st.integers(0, 9_999), st.sampled_from([8, 10])),
    min_size=1,
    max_size=20,
)


@given(lines=lines, fee=st.integers(0, 500), rate=st.sampled_from([8, 10]), data=st.data())
def test_what_is_paid_per_rate_adds_up_to_what_is_payable(lines, fee, rate, data):
    summary = summarise(lines, Fee(fee, rate), rounding="floor")
    goods = summary.goods
    assert all(amount >= 0 for amount in goods.values())
    points = data.draw(st.integers(0, sum(goods.values())))

    parts = spread_points(points, goods)

    paid = [total.inc_tax - parts[total.tax_rate] for total in summary.totals]
    assert all(each >= 0 for each in paid)
    assert sum(paid) == summary.payable - points
