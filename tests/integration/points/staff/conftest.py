"""The account of 佐藤さん, and the browser of the office."""

from datetime import date

import pytest

from points.models import Account
from tests.factories import people
from tests.factories.ledger import earned

LATER = date(2027, 3, 31)


@pytest.fixture
def account() -> Account:
    """佐藤さん has 100 points."""
    return earned(people.sato(), 100, expires_on=LATER)


@pytest.fixture
def staff(client):
    return people.signed_in(client, people.staff_user())
