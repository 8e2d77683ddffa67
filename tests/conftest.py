"""Servers for the tests. What a test process calls its own is in ``environment``."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import requests
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests import database, network
from tests.environment import BASE_DIR, TEST_VAR
from todock.env import env
from todock.local import addresses, servers
from todock.local.held import held
from todock.local.tied import tied

UNIT = Path(__file__).parent / "unit"
START_SECONDS = 60


def pytest_configure(config: pytest.Config) -> None:
    """Serve live pages at the address that the settings believe in, static files as they are."""
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    TransactionTestCase._fixture_teardown = lambda _case: database.restore()
    if not config.getoption("liveserver", None):
        config.option.liveserver = settings.SITE_URL.removeprefix("http://")


@pytest.fixture(scope="session")
def embedded_servers() -> Iterator[None]:
    """PostgreSQL, shared by all test processes, and a Redis of this process."""
    with held(
        servers.Postgres(TEST_VAR, durable=False),
        servers.Redis(settings.VAR_DIR, durable=False),
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, embedded_servers: None
) -> None:
    """Start PostgreSQL before the test database is made on it, from the one with all migrations."""
    connection.settings_dict["TEST"]["TEMPLATE"] = database.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Keep what stands in the new database, so that it can be put back."""
    with django_db_blocker.unblock():
        database.keep()


@pytest.fixture(autouse=True)
def _servers_outside_unit_tests(request: pytest.FixtureRequest) -> None:
    if UNIT not in request.path.parents:
        request.getfixturevalue("embedded_servers")


@pytest.fixture(scope="session")
def identity_provider(embedded_servers: None) -> Iterator[str]:
    """The local identity provider, running at ``settings.OIDC_ISSUER``, which is returned."""
    name = env.dj_db_url("IDP_DATABASE_URL")["NAME"]
    with _database(name), _idp_process():
        yield settings.OIDC_ISSUER


@contextmanager
def _database(name: str) -> Iterator[None]:
    url = addresses.database_url(TEST_VAR, "postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        yield
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _idp_process() -> Iterator[None]:
    log = settings.VAR_DIR / "idp.log"
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py"]
    bind = ["--bind", f"127.0.0.1:{env.int('IDP_PORT')}", "--workers", "1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            tied([*gunicorn, *bind, "todock.local.idp.wsgi"]),
            cwd=BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "todock.local.idp.settings"},
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for(f"{settings.OIDC_ISSUER}/.well-known/openid-configuration", process, log)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            requests.get(url, timeout=5).raise_for_status()
        except requests.RequestException as error:
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{url} does not answer ({error}):\n{log.read_text()}")
            time.sleep(0.05)
        else:
            return


@pytest.fixture(autouse=True)
def _nothing_beyond_loopback() -> Iterator[None]:
    """Fail a test whose code was stopped on its way to another machine, and went on."""
    network.attempts.clear()
    yield
    assert network.attempts == []
