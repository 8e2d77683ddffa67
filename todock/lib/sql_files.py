"""Functions and triggers of an app lie in ``<app>/sql/*.sql``; a numbered migration reads them.

A file says CREATE OR REPLACE, so that a later migration brings a change of it by reading it again.
"""

from pathlib import Path

from django.db.migrations import RunSQL


def run_files(migration: str, *names: str) -> list[RunSQL]:
    """Return operations that run ``sql/<name>.sql`` of the app whose ``migration`` file calls."""
    folder = Path(migration).parent.parent / "sql"
    return [
        RunSQL((folder / f"{name}.sql").read_text(encoding="utf-8"), RunSQL.noop) for name in names
    ]
