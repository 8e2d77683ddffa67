"""``manage.py check``: an audit that would not look at everything does not start."""

import pytest

from points.queries.audit import CHECKS
from points.checks import check_audit


def test_the_checks_of_the_settings_are_found():
    assert check_audit(None) == []


@pytest.mark.parametrize(
    "name", ["orders.queries.points_audit.NOTHING", "orders.nowhere.CHECKS", "CHECKS"]
)
def test_a_check_that_leads_nowhere_is_an_error_at_the_start(name, settings):
    settings.POINTS_AUDIT_CHECKS = [name]

    assert [error.id for error in check_audit(None)] == ["points.E001"]


def test_two_checks_of_one_name_are_an_error_at_the_start(settings):
    settings.POINTS_AUDIT_CHECKS = ["points.queries.audit.CHECKS"]

    assert len(CHECKS) > 1
    assert [error.id for error in check_audit(None)] == ["points.E002"]
