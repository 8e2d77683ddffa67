"""What an order costs."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from orders.rules import pricing
from orders.rules.pricing import NO_FEE, Fee, OrderSummary, PricedLine
from todock.lib.money import RateTotal

FEE = Fee(220, 10)
summarise = partial(pricing.summarise, rounding="floor")


def test_the_fee_counts_once_in_its_own_rate():
    summary = summarise([PricedLine(2, 218, 8), PricedLine(1, 498, 10)], FEE)

    assert summary.totals == [RateTotal(8, 436, 34), RateTotal(10, 698, 69)]
    assert (summary.items, summary.pieces, summary.payable) == (2, 3, 1_237)


def test_no_goods_no_fee():
    assert summarise([], FEE) == OrderSummary()
    assert OrderSummary().payable == 0


def test_one_carton_of_milk_is_a_good_order():
    assert summarise([PricedLine(1, 218, 8)], FEE).payable == 235 + 220


def test_a_supported_member_pays_no_fee():
    assert summarise([PricedLine(1, 218, 8)], NO_FEE).payable == 235


lines = st.builds(PricedLine, st.integers(1, 99), st.integers(0, 50_000), st.sampled_from([8, 10]))


@given(st.lists(lines, min_size=1, max_size=40))
def test_the_payable_is_the_sum_of_the_rates_and_never_more_than_line_by_line_rounding_up(order):
    summary = summarise(order, FEE)

    exact = sum(line.quantity * line.price_ex_tax * (100 + line.tax_rate) for line in order)
    exact += 220 * 100
    assert summary.payable == sum(total.ex_tax + total.tax for total in summary.totals)
    assert 0 <= exact - summary.payable * 100 < 200
