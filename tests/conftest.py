"""Servers for the tests. What a test process calls its own is in ``environment``."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.environment import TEST_VAR
from todock.local import servers

UNIT = Path(__file__).parent / "unit"


def pytest_configure(config: pytest.Config) -> None:
    """Serve live pages at the address that the settings believe in."""
    if not config.getoption("liveserver", None):
        config.option.liveserver = settings.SITE_URL.removeprefix("http://")


@pytest.fixture(scope="session")
def embedded_servers() -> Iterator[None]:
    """PostgreSQL, shared by all test processes, and a Redis of this process."""
    with servers.held(
        servers.Postgres(TEST_VAR, durable=False),
        servers.Redis(settings.VAR_DIR, durable=False),
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, embedded_servers: None
) -> None:
    """Start PostgreSQL before the test database is made on it."""


@pytest.fixture(autouse=True)
def _servers_outside_unit_tests(request: pytest.FixtureRequest) -> None:
    if UNIT not in request.path.parents:
        request.getfixturevalue("embedded_servers")
