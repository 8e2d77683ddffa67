"""Alcohol: the birth date as input, and nobody under age on the day (docs/domain.md rule 9)."""

from datetime import date, timedelta

import pytest

from orders import refusals
from tests.factories import goods, people
from tests.factories.purchases import quantity_of, set_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def beer(window):
    return goods.offer(cycle=window.cycle, product=goods.product(alcohol=True, tax_rate=10))


def test_alcohol_needs_the_birth_date_as_input(sato, beer):
    with pytest.raises(refusals.AgeNotGiven):
        set_to(sato, beer, 1)


def test_alcohol_needs_the_birth_date_of_the_member(sato, beer):
    with pytest.raises(refusals.AgeNotGiven) as refused:
        set_to(sato, beer, 1, born_on=date(1955, 3, 2))

    assert refused.value.mismatch


def test_alcohol_is_sold_to_who_turns_twenty_on_the_delivery_day(window, beer):
    on = window.delivers_on
    today_twenty = people.suzuki(born_on=on.replace(year=on.year - 20))

    set_to(today_twenty, beer, 1, born_on=today_twenty.born_on)

    assert quantity_of(today_twenty, beer) == 1


def test_alcohol_is_refused_to_who_turns_twenty_a_day_after_the_delivery(window, beer):
    on = window.delivers_on + timedelta(days=1)
    too_young = people.suzuki(born_on=on.replace(year=on.year - 20))

    with pytest.raises(refusals.UnderAge):
        set_to(too_young, beer, 1, born_on=too_young.born_on)


def test_alcohol_is_reduced_without_asking_again(sato, beer):
    set_to(sato, beer, 2, born_on=sato.born_on)

    set_to(sato, beer, 1)

    assert quantity_of(sato, beer) == 1
