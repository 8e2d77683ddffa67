"""Data of before the migrations were cut anew is told, not tripped over."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from todock.env import BASE_DIR
from todock.local import addresses
from todock.local.held import held
from todock.local.layout import refuse_older_tables
from todock.local.servers import Postgres
from todock.local.trouble import Trouble


@pytest.fixture
def applied(db: None) -> MigrationRecorder:
    """The migrations that the test's database believes to have seen."""
    return MigrationRecorder(connection)


@pytest.fixture
def own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def test_a_database_of_today_is_taken(applied: MigrationRecorder):
    refuse_older_tables()


@pytest.mark.usefixtures("own_database")
def test_a_migration_of_ours_that_is_no_more_ends_in_one_sentence(
    applied: MigrationRecorder, settings
):
    applied.record_applied("members", "0099_of_before")

    with pytest.raises(Trouble, match=rf"^The data in {settings.VAR_DIR} .* «make reset»\. "):
        refuse_older_tables()


@pytest.mark.usefixtures("own_database")
def test_an_app_of_ours_that_is_no_more_ends_in_one_sentence(applied: MigrationRecorder):
    applied.record_applied("letters", "0001_initial")

    with pytest.raises(Trouble, match="make reset"):
        refuse_older_tables()


def test_a_database_of_others_is_not_to_be_reset(
    applied: MigrationRecorder, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.jp/todock")
    applied.record_applied("members", "0099_of_before")

    with pytest.raises(Trouble, match="DATABASE_URL was made by an older todock: name an empty"):
        refuse_older_tables()


def test_what_a_library_has_replaced_is_no_hindrance(applied: MigrationRecorder):
    applied.record_applied("auth", "0099_of_before")

    refuse_older_tables()


@pytest.mark.usefixtures("own_database")
def test_tables_that_another_app_has_made_end_in_one_sentence(applied: MigrationRecorder):
    applied.migration_qs.filter(app="orders").delete()

    with pytest.raises(Trouble, match="make reset"):
        refuse_older_tables()


@pytest.mark.usefixtures("own_database")
def test_what_was_applied_before_its_ground_ends_in_one_sentence(applied: MigrationRecorder):
    applied.record_unapplied("auth", "0001_initial")

    with pytest.raises(Trouble, match="make reset"):
        refuse_older_tables()


def test_a_start_on_data_of_before_says_what_to_do(tmp_path: Path):
    with held(Postgres(tmp_path, durable=False)):
        with psycopg.connect(addresses.database_url(tmp_path, "todock")) as old:
            old.execute(
                "CREATE TABLE django_migrations (id int, app text, name text, applied date)"
            )
            old.execute("INSERT INTO django_migrations VALUES (1, 'members', '0099_of_before')")

        bare = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        started = subprocess.run(
            [sys.executable, "-m", "todock.local.prepare"],
            cwd=BASE_DIR,
            env={**bare, "TODOCK_VAR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert started.returncode == 1
    assert started.stderr.count("\n") == 1
    assert f"{tmp_path} のデータは古い版のものです。make reset" in started.stderr
