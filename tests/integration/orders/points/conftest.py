"""What goods earn."""

import pytest

from points.models import EarnRule


@pytest.fixture
def rule() -> EarnRule:
    """1 point for 330 yen, not for alcohol."""
    return EarnRule.objects.get_or_create(
        starts_on="2020-01-01", defaults={"yen_per_point": 330, "alcohol_earns": False}
    )[0]
