"""本間さん at the counter, and 佐藤さん with her card."""

import pytest

from members.card import actions
from members.models import CardEvent, Member
from tests.factories import people
from todock.lib import clock


@pytest.fixture
def clerk(client):
    """本間さん at the counter, signed in."""
    clerk = people.counter_clerk()
    people.signed_in(client, clerk)
    return clerk


@pytest.fixture
def sato() -> Member:
    """佐藤さん, who has a card."""
    sato = people.sato()
    actions.issue(member=sato, at=clock.now(), door=CardEvent.Door.MEMBER)
    return sato
