"""What an order was at the deadline is kept for ever: lines, totals, fee, events."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction

from orders.actions import closing
from orders.models import FeeRule, Order, OrderEvent, OrderLine
from orders.queries.rounds import Round, windows_around
from tests.factories import goods, purchases
from tests.integration.orders.closing.deadlines import make_due
from todock.lib import clock, money
from todock.post.models import OutgoingMail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("feeds_folder")]


def test_lines_are_frozen_with_name_price_and_tax_rate(sato, window, milk):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()
    milk.price_ex_tax = milk.price_inc_tax = 999
    milk.save()
    milk.product.name = "べつの牛乳"
    milk.product.save()

    line = OrderLine.objects.get()
    assert (line.name, line.price_ex_tax, line.price_inc_tax, line.tax_rate) == (
        "北海道牛乳 1L",
        218,
        235,
        8,
    )


def test_totals_are_frozen_per_rate_with_the_fee_in_its_own(sato, window, milk):
    soap = goods.offer(
        cycle=window.cycle, price_ex_tax=498, product=goods.product(tax_rate=10, name="石けん")
    )
    purchases.ordered(sato, milk, 2)
    purchases.ordered(sato, soap, 1)
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    order = Order.objects.get()
    totals = list(order.totals.values_list("tax_rate", "ex_tax", "tax"))
    # 436 yen at 8 % make 34.88; 498 + 200 of the fee at 10 % make 69.8: both rounded down.
    assert totals == [(8, 436, 34), (10, 698, 69)]
    assert order.fee_inc_tax == 220


def test_what_is_frozen_is_what_the_order_page_showed(sato, window, milk):
    purchases.ordered(sato, milk, 3)
    shown = Round(at=clock.now(), member=sato).summary
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    totals = Order.objects.get().totals.all()
    assert sum(total.ex_tax + total.tax for total in totals) == shown.payable


def test_an_empty_order_is_closed_without_fee_mail_or_line_in_the_export(sato, window, milk):
    purchases.ordered(sato, milk, 1)
    purchases.ordered(sato, milk, 0)
    make_due(window, ago=timedelta(minutes=1))

    [file] = closing.close_due_windows()

    order = Order.objects.get()
    assert (order.fee_inc_tax, order.totals.count()) == (0, 0)
    assert not OutgoingMail.objects.exists()
    assert file.rows == 0


@pytest.mark.parametrize(("days", "fee"), [(0, 0), (-1, 220)], ids=["last day", "ended"])
def test_a_fee_support_counts_until_its_end_date(sato, window, milk, days, fee):
    sato.fee_support = "1"
    sato.fee_support_until = window.delivers_on + timedelta(days=days)
    sato.save()
    purchases.ordered(sato, milk, 1)
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    assert Order.objects.get().fee_inc_tax == fee


def test_the_newest_fee_rule_on_the_delivery_day_counts(sato, window, milk):
    FeeRule.objects.create(fee_inc_tax=330, starts_on=window.delivers_on)
    FeeRule.objects.create(fee_inc_tax=440, starts_on=window.delivers_on + timedelta(days=1))
    FeeRule.objects.create(fee_inc_tax=550, starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 3))
    cache.clear()
    purchases.ordered(sato, milk, 1)
    [(_window, shown)] = windows_around(sato, clock.now())
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    assert Order.objects.get().fee_inc_tax == shown.inc_tax == 330


def test_the_next_cycle_knows_what_was_bought_last(sato, window, milk):
    purchases.ordered(sato, milk, 2)
    make_due(window, ago=timedelta(minutes=1))

    closing.close_due_windows()

    past = sato.past_purchases.get()
    assert (past.product, past.cycle, past.quantity, past.times) == (
        milk.product,
        window.cycle,
        2,
        1,
    )


def test_an_event_can_be_neither_changed_nor_deleted(sato, milk):
    purchases.ordered(sato, milk, 1)

    for spoil in (
        lambda: OrderEvent.objects.update(quantity_after=9),
        lambda: OrderEvent.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil()

    assert OrderEvent.objects.get().quantity_after == 1


def test_sql_and_python_round_alike():
    for rounding in ("floor", "half_up", "ceil"):
        amounts = [0, 1, 5, 12, 13, 99, 436, 698, 1_237, 20_005]
        with connection.cursor() as cursor:
            for amount in amounts:
                cursor.execute(
                    f"SELECT {money.divide_sql(f'{amount} * 8', '100', rounding)}, "
                    f"orders_fee_ex_tax({amount}, 10::smallint)"
                )
                assert cursor.fetchone() == (
                    money.tax(amount, 8, rounding),
                    money.ex_tax_of(amount, 10),
                )
