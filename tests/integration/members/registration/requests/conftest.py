"""佐藤さん, who asks, and somebody of staff who decides."""

import pytest

from members.card import actions
from members.models import CardEvent, Member
from tests.factories import people
from todock.lib import clock


@pytest.fixture
def sato(db) -> Member:
    """佐藤さん, main card of her household, with a card."""
    sato = people.sato(household=people.household())
    actions.issue(member=sato, at=clock.now(), door=CardEvent.Door.MEMBER)
    return sato


@pytest.fixture
def staff(db):
    return people.reviewer()
