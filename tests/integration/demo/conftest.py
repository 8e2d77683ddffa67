"""The demo week in the database."""

from pathlib import Path

import pytest
from django.core.management import call_command

from tests import reference_data
from todock.demo.making.feeds import write_files
from todock.lib import clock


@pytest.fixture
def week(tmp_path: Path, transactional_db: None) -> None:
    """The demo week of today without its pictures, which take a minute."""
    reference_data.restore()
    today = clock.japan_date(clock.now())
    files = [path for path in write_files(tmp_path, today) if not path.name.startswith("images")]
    call_command("receive", *map(str, files))
