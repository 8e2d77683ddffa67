"""A file of any size passes in constant memory."""

import subprocess
import sys

import pytest

from tests.environment import BASE_DIR

pytestmark = pytest.mark.django_db
ROWS = 300_000
#: What a run may take beside the process itself; the file is about 12 MB, its rows as objects 200.
MOST_MEGABYTES = 40


def test_three_hundred_thousand_rows_do_not_grow_the_process(fruits, settings):
    # given a process of its own that loads a small file, and then a large one with bad rows
    database = settings.DATABASES["default"]["NAME"]
    module = [sys.executable, "-m", "tests.integration.feeds.endless_file"]
    # when the large one is loaded
    done = subprocess.run(
        [*module, database, str(ROWS)],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # then the most memory it ever took has hardly grown
    assert done.returncode == 0, done.stderr
    count, kilobytes = map(int, done.stdout.split())
    assert count == ROWS
    assert kilobytes < MOST_MEGABYTES * 1024
