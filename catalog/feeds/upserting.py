"""Upsert of a master table that keeps when a row was last changed."""

# ruff: noqa: S608 (statements put together from constants of our own)

from collections.abc import Mapping

from todock.feeds.staging import Staging


def upsert_touching(
    staging: Staging, table: str, *, key: str, columns: Mapping[str, str], joins: str, where: str
) -> int:
    """Insert rows of staging, or update those that differ, with ``updated_at`` set to now.

    As ``Staging.upsert``, whose comparison cannot leave a column out. Returns the rows written.
    """
    changing = [name for name in columns if name != key]
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in changing)
    old = ", ".join(f'{table}."{name}"' for name in changing)
    new = ", ".join(f'excluded."{name}"' for name in changing)
    names = ", ".join(f'"{name}"' for name in columns)
    return staging.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} "
        f"FROM {{staging}} s {joins} WHERE {where} "
        f'ON CONFLICT ("{key}") DO UPDATE SET {sets}, updated_at = statement_timestamp() '
        f"WHERE ({old}) IS DISTINCT FROM ({new})"
    )
