"""The test database: made from one template, and put back after a test that commits.

Migrations run once for all processes, into a template that is kept until they change. What they
left is kept in a schema of its own; Django's way, emptying every table and making permissions
anew, takes a quarter of a second a test. What takes long to make is kept the same way.
"""

import fcntl
import hashlib
import os
import subprocess
import sys

import psycopg
from django.db import connection
from psycopg import sql

from tests.environment import BASE_DIR, TEST_VAR
from todock.local import addresses

_MADE_FROM = ("*/migrations/*.py", "*/sql/*.sql", "todock/settings/*.py", "requirements.lock")
_PREFIX = "todock_template_"
#: What stands in it is how far the schema is, and no row of anybody.
_STAY = ("django_migrations",)
#: What migrations left. The names of what is kept are those of schemas.
MIGRATED = "kept_migrated"


def template() -> str:
    """Return the name of a database with all migrations, made now when there is none."""
    name = f"{_PREFIX}{_digest()}"
    with (
        (TEST_VAR / "template").open("w") as lock,
        psycopg.connect(addresses.database_url(TEST_VAR, "postgres"), autocommit=True) as server,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        found = [row[0] for row in server.execute(known, [_PREFIX])]
        if name not in found:
            for old in found:
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(_named(old)))
            _make(server, name)
    return name


def _digest() -> str:
    paths = sorted({path for pattern in _MADE_FROM for path in BASE_DIR.rglob(pattern)})
    digest = hashlib.sha256()
    for path in paths:
        if not {".venv", "var"} & set(path.relative_to(BASE_DIR).parts):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _make(server: psycopg.Connection, name: str) -> None:
    """Under another name first: one that is half made is never taken for the template."""
    half_made = f"{_PREFIX}half_made"
    server.execute(sql.SQL("CREATE DATABASE {}").format(_named(half_made)))
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=BASE_DIR,
        env={**os.environ, "DATABASE_URL": addresses.database_url(TEST_VAR, half_made)},
        check=True,
    )
    server.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(_named(half_made), _named(name))
    )


def keep(name: str = MIGRATED) -> None:
    """Keep what stands in the database of this process, for ``restore``."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")
        cursor.execute(f"CREATE SCHEMA {name}")
        tables = [
            each.name
            for each in connection.introspection.get_table_list(cursor)
            if each.type in ("t", "p") and each.name not in _STAY
        ]
        statements = [part for table in tables for part in _kept(cursor, name, table)]
        # As on a replica: no trigger keeps rows that are for ever, no key asks for an order.
        cursor.execute(
            f"CREATE FUNCTION {name}.restore() RETURNS void LANGUAGE plpgsql "
            f"SET session_replication_role = replica AS $$ BEGIN {' '.join(statements)} END $$"
        )


def _kept(cursor: object, name: str, table: str) -> list[str]:
    cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
    if not cursor.fetchone()[0]:
        return [f'DELETE FROM "{table}";']
    cursor.execute(f'CREATE TABLE {name}."{table}" AS TABLE "{table}"')
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [f'"{table}"'],
    )
    columns = cursor.fetchone()[0]
    more = f'(TABLE "{table}" EXCEPT ALL TABLE {name}."{table}")'
    less = f'(TABLE {name}."{table}" EXCEPT ALL TABLE "{table}")'
    return [
        f"IF EXISTS {more} OR EXISTS {less} THEN",
        f'DELETE FROM "{table}";',
        f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM {name}."{table}";',
        "END IF;",
    ]


def restore(name: str = MIGRATED) -> None:
    """Put every table back to what was kept; sequences go on."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}.restore()")


def _named(name: str) -> sql.Identifier:
    return sql.Identifier(name)
