"""Yen add up and are rounded once per rate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todock.lib import money
from todock.lib.money import RateTotal, TaxedAmount

yen = st.integers(min_value=0, max_value=10_000_000)
rates = st.sampled_from([8, 10])


def test_the_tax_is_rounded_down_once_for_the_sum_of_a_rate():
    # One by one, 98 yen at 8 % would lose 0.84 yen twice.
    totals = money.totals_by_rate([TaxedAmount(8, 98), TaxedAmount(8, 98)], "floor")

    assert totals == [RateTotal(8, 196, 15)]
    assert money.tax(98, 8, "floor") * 2 == 14


def test_rates_come_in_order_and_only_when_there_is_something():
    totals = money.totals_by_rate([TaxedAmount(10, 200), TaxedAmount(8, 100)], "floor")

    assert [total.tax_rate for total in totals] == [8, 10]
    assert money.totals_by_rate([], "floor") == []


@pytest.mark.parametrize(("rounding", "expected"), [("floor", 34), ("half_up", 35), ("ceil", 35)])
def test_the_tax_is_rounded_as_the_house_decided(rounding, expected):
    assert money.tax(436, 8, rounding) == expected


def test_half_a_yen_is_rounded_up_only_when_the_house_says_so():
    assert [money.divide(5, 10, name) for name in ("floor", "half_up", "ceil")] == [0, 1, 1]


def test_an_unknown_rounding_is_refused():
    with pytest.raises(ValueError, match="bankers"):
        money.tax(100, 8, "bankers")


@given(yen, rates)
def test_a_price_with_tax_taken_apart_adds_up_again(inc_tax, rate):
    ex_tax = money.ex_tax_of(inc_tax, rate)

    assert ex_tax + money.tax(ex_tax, rate, "floor") in {inc_tax, inc_tax + 1}
    assert money.ex_tax_of(220, 10) == 200


@given(st.lists(st.tuples(rates, yen), max_size=30))
def test_the_totals_hold_every_yen_before_tax(amounts):
    totals = money.totals_by_rate([TaxedAmount(*amount) for amount in amounts], "floor")

    assert sum(total.ex_tax for total in totals) == sum(ex_tax for _, ex_tax in amounts)
    assert all(0 <= total.ex_tax * total.tax_rate - total.tax * 100 < 100 for total in totals)


@given(st.permutations([(8, 98), (10, 498), (8, 218), (10, 200), (8, 1)]))
def test_the_order_of_the_lines_does_not_change_the_totals(amounts):
    totals = money.totals_by_rate([TaxedAmount(*amount) for amount in amounts], "floor")

    assert totals == [RateTotal(8, 317, 25), RateTotal(10, 698, 69)]


def test_yen_are_shown_with_commas():
    assert money.yen(1234567) == "1,234,567"
