"""The demo week, and the same in the database."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from tests import database
from tests.integration.demo.demo_dates import TODAY
from todock.demo.making import tables
from todock.demo.making.feeds import write_files
from todock.lib import clock

#: Makes something once a process: takes its name, and what makes it.
MadeOnce = Callable[[str, Callable[[], object]], None]


@pytest.fixture
def made_once(tmp_path: Path, transactional_db: None) -> MadeOnce:
    """Make rows and the files of ``tmp_path`` once; from then on they come from what was kept."""

    def make_or_take(name: str, make: Callable[[], object]) -> None:
        files = Path(os.environ["TODOCK_VAR"]) / "kept" / name
        if files.exists():
            database.restore(f"kept_{name}")
            _count_rows_anew()
            shutil.copytree(files, tmp_path, dirs_exist_ok=True)
        else:
            make()
            database.keep(f"kept_{name}")
            shutil.copytree(tmp_path, files)

    return make_or_take


def _count_rows_anew() -> None:
    # The planner may have seen these tables empty between two tests, and would believe it.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.fixture
def week(tmp_path: Path, made_once: MadeOnce) -> None:
    """The demo week of today without its pictures, which take a minute."""

    def make() -> None:
        today = clock.japan_date(clock.now())
        files = write_files(tmp_path, today)
        call_command("receive", *(str(each) for each in files if "images" not in each.name))

    made_once("week", make)


@pytest.fixture(scope="module")
def offers() -> list:
    """The offers of the closed, the open and the preview cycle."""
    return [tables.offers(cycle) for cycle in tables.cycles_around(TODAY)]
