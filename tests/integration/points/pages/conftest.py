"""佐藤さん and her browser."""

import pytest
from django.test import Client

from members.models import Member
from tests.factories import people


@pytest.fixture
def sato() -> Member:
    return people.sato()


@pytest.fixture
def sato_client(client, sato) -> Client:
    return people.signed_in(client, sato)
