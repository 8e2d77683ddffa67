"""A newcomer's first cycle: what she may order in, and what not yet."""

import pytest

from orders import refusals
from orders.queries import rounds
from tests.factories import goods, people, purchases
from todock.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(window):
    return people.suzuki(first_cycle=window.cycle.code)


def earlier_window(window):
    cycle = goods.cycle(code=str(int(window.cycle.code) - 1))
    return purchases.window(cycle=cycle, course=window.course)


def test_a_newcomer_orders_in_her_first_cycle(newcomer, milk):
    purchases.set_to(newcomer, milk, 1)

    assert purchases.quantity_of(newcomer, milk) == 1


def test_a_newcomer_cannot_order_before_her_first_cycle(newcomer, window):
    before = earlier_window(window)
    milk = goods.offer(cycle=before.cycle)

    with pytest.raises(refusals.WindowNotOpen):
        purchases.set_to(newcomer, milk, 1)

    assert purchases.quantity_of(newcomer, milk) == 0


def test_a_newcomer_is_shown_no_window_before_her_first_cycle(newcomer, sato, window):
    before = earlier_window(window)

    shown = [found for found, _fee in rounds.windows_around(newcomer, clock.now())]
    to_others = [found for found, _fee in rounds.windows_around(sato, clock.now())]

    assert shown == [window]
    assert set(to_others) == {before, window}
