"""A window that closes in an hour, and a carton of milk in it."""

from datetime import timedelta

import pytest

from tests.factories import goods, purchases
from todock.lib import clock


@pytest.fixture
def window(sato):
    return purchases.window(course=sato.course, closes_at=clock.now() + timedelta(hours=1))


@pytest.fixture
def milk(window):
    return goods.offer(
        cycle=window.cycle, order_number="120451", price_ex_tax=218, product__name="北海道牛乳"
    )
