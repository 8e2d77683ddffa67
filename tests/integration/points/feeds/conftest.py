"""佐藤さん, and bad rows that do not refuse small files."""

import pytest

from tests.factories import people


@pytest.fixture(autouse=True)
def _bad_rows_do_not_refuse_small_files(settings):
    settings.FEED_BAD_ROWS_PERCENT = 100


@pytest.fixture
def sato(db):
    """佐藤さん, who has no account yet."""
    return people.sato()
