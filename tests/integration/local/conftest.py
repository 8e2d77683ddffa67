"""The demo week in the database."""

from pathlib import Path

import pytest
from django.core.management import call_command

from todock.lib import clock
from todock.local.demo.feeds import write_files


@pytest.fixture
def week(tmp_path: Path, transactional_db: None) -> None:
    """The demo week of today without its pictures, which take a minute."""
    today = clock.japan_date(clock.now())
    files = [path for path in write_files(tmp_path, today) if not path.name.startswith("images")]
    call_command("receive", *map(str, files))
