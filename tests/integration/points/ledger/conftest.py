"""The account of 佐藤さん."""

from datetime import date

import pytest

from points.models import Account
from tests.factories import people
from tests.factories.ledger import earned

SOON, LATER = date(2026, 12, 31), date(2027, 3, 31)


@pytest.fixture
def account() -> Account:
    """The account of 佐藤さん: 100 points that go soon, 50 that go later."""
    member = people.sato()
    earned(member, 50, expires_on=LATER)
    return earned(member, 100, expires_on=SOON)
