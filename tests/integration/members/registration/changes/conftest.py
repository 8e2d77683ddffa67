"""佐藤さん, whose boxes stood at the door."""

import pytest

from members.models import Member
from tests.factories import people
from tests.integration.members.registration.changes.drop_place import OLD


@pytest.fixture
def sato(db) -> Member:
    """佐藤さん, whose boxes stood at the door."""
    return people.sato(drop_place=OLD)
