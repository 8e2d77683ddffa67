"""Feeds against bare COPY + upsert of the same columns, with no check at all."""

import io
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from todock.feeds.models import FeedFile

_TABLES = ["catalog_product", "catalog_productwords", "catalog_offer"]


@dataclass(frozen=True)
class FeedRun:
    """What receiving the files took, from taking one up to its end, as FeedFile records it."""

    seconds: float
    largest_mb: float
    rows: int


def receive(files: list[Path]) -> FeedRun:
    """Run ``manage.py receive`` in a process of its own; exits when a file was refused."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "receive", *map(str, files)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    output = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    reports = [json.loads(line) for line in output.splitlines()]
    if status:
        sys.exit(f"The feeds were refused: {reports}")
    received = FeedFile.objects.filter(name__in=[file.name for file in files])
    return FeedRun(
        seconds=sum((file.finished_at - file.started_at).total_seconds() for file in received),
        largest_mb=usage.ru_maxrss / 1024,
        rows=sum(report["rows"] for report in reports),
    )


def bare() -> float:
    """Return the seconds of COPY + upsert of what stands in the tables, indexes included.

    The rows are read out first; they go into clones of the tables through a staging table.
    """
    seconds = 0.0
    for table in _TABLES:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            data = io.BytesIO()
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                for block in copy:
                    data.write(block)
            clone, staging = f"bench_{table}", f"staging_{table}"
            cursor.execute(f"DROP TABLE IF EXISTS {clone}")
            cursor.execute(f"CREATE TABLE {clone} (LIKE {table} INCLUDING ALL)")
            key = "product_id" if table == "catalog_productwords" else "id"
            columns = _columns(cursor, table, key)
            started = time.perf_counter()
            cursor.execute(f"CREATE TEMP TABLE {staging} (LIKE {table})")
            with cursor.copy(f"COPY {staging} FROM STDIN") as copy:
                copy.write(data.getvalue())
            cursor.execute(
                f"INSERT INTO {clone} OVERRIDING SYSTEM VALUE SELECT * FROM {staging} "
                f"ON CONFLICT ({key}) DO UPDATE SET {columns}"
            )
            seconds += time.perf_counter() - started
            cursor.execute(f"DROP TABLE {clone}, {staging}")
    return seconds


def _columns(cursor, table: str, key: str) -> str:
    description = connection.introspection.get_table_description(cursor, table)
    names = [column.name for column in description if column.name != key]
    return ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in names)
