"""佐藤さん, her open window, and a carton of milk in it."""

import pytest

from members.models import Member
from tests.factories import goods, people, purchases


@pytest.fixture
def sato() -> Member:
    return people.sato()


@pytest.fixture
def window(sato):
    return purchases.window(course=sato.course)


@pytest.fixture
def milk(window):
    return goods.offer(cycle=window.cycle, order_number="120451", price_ex_tax=218)
