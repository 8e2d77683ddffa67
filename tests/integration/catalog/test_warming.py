"""Cards are drawn before members ask for them."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from catalog import actions
from catalog.drawing import warming
from tests.factories import goods
from todock.lib import clock
from todock.lib.pages import release

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_drawn_yet():
    cache.clear()
    yield
    release.forget()


def test_a_visible_cycle_is_drawn_once_a_revision():
    cycle = goods.cycle()
    goods.offer(cycle=cycle)
    goods.offer(cycle=cycle, withdrawn_at=clock.now())
    assert warming.warm() == 1
    assert warming.warm() == 0
    actions.redraw(cycles=[cycle.code])
    assert warming.warm() == 1


def test_a_cycle_is_drawn_shortly_before_it_is_published():
    soon = goods.cycle(publishes_at=clock.now() + timedelta(minutes=30))
    later = goods.cycle(publishes_at=clock.now() + timedelta(hours=3))
    goods.offer(cycle=soon)
    goods.offer(cycle=later)
    assert warming.warm() == 1


def test_a_new_release_is_drawn_again(settings):
    goods.offer(cycle=goods.cycle())
    warming.warm()

    settings.DRINKING_AGE = 21
    release.forget()

    assert warming.warm() == 1
