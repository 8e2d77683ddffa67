"""A file of any size passes in constant memory."""

import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.django_db
ROWS = 300_000
#: What a run may take beside the process itself; the file is about 12 MB, its rows as objects 200.
MOST_MEGABYTES = 40


def test_three_hundred_thousand_rows_do_not_grow_the_process(fruits, settings):
    # given a process of its own that loads a small file, and then a large one with bad rows
    script = textwrap.dedent(
        f"""
        import io, resource
        import django
        django.setup()
        from django.conf import settings
        settings.DATABASES["default"]["NAME"] = {settings.DATABASES["default"]["NAME"]!r}
        from django.db import connection, transaction
        from tests.integration.feeds.fruits import HEADER, fruit_kind
        from todock.feeds.parsing import checking, loading
        from todock.feeds.models import FeedFile
        from todock.feeds.staging import Staging

        class Endless(io.RawIOBase):
            def __init__(self, rows):
                self.parts = self.make(rows)
            def make(self, rows):
                yield (",".join(HEADER) + "\\r\\n").encode("cp932")
                for start in range(0, rows, 1000):
                    yield "".join(
                        f"A,{{n}},りんご,{{'x' if n % 100 == 0 else n % 900}},20261125\\r\\n"
                        for n in range(start, start + 1000)
                    ).encode("cp932")
            def read(self, size=-1):
                return next(self.parts, b"")

        def load(rows):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL statement_timeout = 0")
                staging = Staging(fruit_kind(), FeedFile(pk=1, kind="fruits"), full=False)
                staging.create()
                count = loading.load(
                    staging, Endless(rows), encoding="cp932", tell=lambda done: None
                )
                checking.check_rows(staging)
                transaction.set_rollback(True)
                return count

        load(10_000)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        count = load({ROWS})
        print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        """
    )
    # when the large one is loaded
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    # then the most memory it ever took has hardly grown
    assert done.returncode == 0, done.stderr
    count, kilobytes = map(int, done.stdout.split())
    assert count == ROWS
    assert kilobytes < MOST_MEGABYTES * 1024
