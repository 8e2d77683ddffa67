"""An area that is served, and texts to agree to."""

import pytest

from tests.factories import applicant


@pytest.fixture
def served_area(db) -> None:
    """What 田中さん needs to apply."""
    applicant.prepare()
