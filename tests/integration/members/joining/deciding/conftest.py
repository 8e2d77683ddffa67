"""工藤さん, a reviewer, and her browser."""

import pytest

from tests.factories import people


@pytest.fixture
def kudo():
    return people.reviewer()


@pytest.fixture
def desk(client, kudo):
    """The browser of 工藤さん, a reviewer."""
    return people.signed_in(client, kudo)
