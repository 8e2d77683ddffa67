"""The database adds an order up as the pure rule does, open and closed."""

import pytest
from django.conf import settings as house
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Offer
from orders.actions import closing
from orders.models import FeeRule, Order, OrderLine
from orders.queries import sums
from orders.rules.pricing import Fee, OrderSummary, PricedLine, summarise
from tests.factories import goods, people, purchases

pytestmark = pytest.mark.django_db

RATES = st.sampled_from([8, 10])
LINES = st.lists(
    st.builds(PricedLine, st.integers(1, 99), st.integers(0, 30_000), RATES), max_size=12
)
FEES = st.builds(Fee, st.integers(0, 1_000), RATES)
ROUNDINGS = st.sampled_from(["floor", "half_up", "ceil"])


@pytest.fixture
def order() -> Order:
    sato = people.sato()
    window = purchases.window(course=sato.course)
    # Of somebody else, on the same day: it must not be added in.
    purchases.ordered(people.suzuki(), goods.offer(cycle=window.cycle, price_ex_tax=9_999), 3)
    return Order.objects.create(member=sato, cycle=window.cycle, window=window)


def put(order: Order, lines: list[PricedLine]) -> None:
    products = {rate: goods.product(tax_rate=rate) for rate in (8, 10)}
    offers = Offer.objects.bulk_create(
        Offer(
            cycle=order.cycle,
            order_number=f"{number:06}",
            product=products[line.tax_rate],
            price_ex_tax=line.price_ex_tax,
            price_inc_tax=line.price_ex_tax,
            tags=[],
        )
        for number, line in enumerate(lines)
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, offer=offer, quantity=line.quantity)
        for offer, line in zip(offers, lines, strict=True)
    )


def summed(order: Order) -> list[tuple[int, int, int]]:
    """Per rate: what is to be paid with tax and fee, and the goods of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sums.COLUMNS} FROM orders_sums s WHERE order_id = %s", [order.pk])
        found = sums.sums_of(cursor.fetchall())
    return sorted((each.tax_rate, each.inc_tax, each.goods) for each in found)


def billed(order: Order) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tax_rate, payable, goods FROM orders_billed WHERE order_id = %s", [order.pk]
        )
        return sorted(cursor.fetchall())


def expected(summary: OrderSummary) -> list[tuple[int, int, int]]:
    return [(t.tax_rate, t.inc_tax, summary.goods[t.tax_rate]) for t in summary.totals]


@given(lines=LINES, fee=FEES, rounding=ROUNDINGS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_random_order_comes_to_what_the_pure_rule_says(order, lines, fee, rounding):
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(house, "TAX_ROUNDING", rounding)
        FeeRule.objects.update(fee_inc_tax=fee.inc_tax, tax_rate=fee.tax_rate)
        put(order, lines)
        summary = expected(summarise(lines, fee, rounding=rounding))

        assert summed(order) == summary

        closing.close(closing.Deadline(order.cycle_id, order.window.closes_at))

        assert summed(order) == billed(order) == summary

        # What happens to the rule and the catalogue afterwards does not reach a closed order.
        FeeRule.objects.update(fee_inc_tax=1_500, tax_rate=8)
        Offer.objects.update(price_ex_tax=0)

        assert summed(order) == billed(order) == summary
        transaction.set_rollback(True)
