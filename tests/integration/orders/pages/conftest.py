"""佐藤さん's browser, and what she can order in it."""

import pytest
from django.test import Client

from members.models import Member
from orders.models import OrderWindow
from tests.factories import goods, people


@pytest.fixture
def page(client: Client, sato: Member, window: OrderWindow) -> Client:
    """The browser of 佐藤さん, whose window is open."""
    return people.signed_in(client, sato)


@pytest.fixture
def offer(window: OrderWindow):
    return goods.offer(cycle=window.cycle, order_number="120451")


@pytest.fixture
def carrot(window: OrderWindow):
    return goods.offer(cycle=window.cycle, order_number="310126", product__name="にんじん")


@pytest.fixture
def tofu(window: OrderWindow):
    return goods.offer(cycle=window.cycle, order_number="140206", product__name="絹とうふ")
