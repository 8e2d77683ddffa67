"""The staging table of one run: where good rows wait until a file is decided on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from todock.feeds.kinds import FeedKind

if TYPE_CHECKING:
    from todock.feeds.models import FeedFile


class Staging:
    """The good rows of a file in a temporary table, and the SQL that goes from there.

    ``file`` is the FeedFile, ``full`` says whether the file is a full snapshot, ``scopes`` are
    the scopes found in it (empty for a kind without), ``present`` the fields whose column is in
    its header. ``{staging}`` in the SQL of :meth:`execute`, :meth:`fetch` and :meth:`stream`
    stands for the table's name; percent signs are written ``%%`` when there are parameters.
    """

    def __init__(self, kind: FeedKind, file: "FeedFile", *, full: bool) -> None:
        self.kind = kind
        self.file = file
        self.full = full
        self.scopes: list[str] = []
        self.present = frozenset(column.name for column in kind.columns)
        self.table = f'"feeds_staging_{file.pk}"'
        self.problems_table = f'"feeds_problems_{file.pk}"'

    def create(self) -> None:
        """Make the two temporary tables; they vanish with the transaction."""
        self.drop()
        columns = ", ".join(f'"{column.name}" {column.sql}' for column in self.kind.columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMPORARY TABLE {self.table} (line integer NOT NULL, {columns}) "
                "ON COMMIT DROP"
            )
            cursor.execute(
                f"CREATE TEMPORARY TABLE {self.problems_table} (line integer NOT NULL, "
                "col text NOT NULL, value text NOT NULL, message text NOT NULL, "
                "warning boolean NOT NULL) ON COMMIT DROP"
            )

    def drop(self) -> None:
        """Remove the tables before the transaction ends."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {self.table}, {self.problems_table}")

    def execute(self, sql: str, params: Sequence[Any] | None = None) -> int:
        """Run one statement and return how many rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql(sql), params)
            return cursor.rowcount

    def fetch(self, sql: str, params: Sequence[Any] | None = None) -> list[tuple]:
        """Return the rows of a small query."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql(sql), params)
            return cursor.fetchall()

    def value(self, sql: str, params: Sequence[Any] | None = None) -> Any:
        """Return the first column of the first row of a query, or None."""
        rows = self.fetch(sql, params)
        return rows[0][0] if rows else None

    @property
    def tells_missing(self) -> bool:
        """Whether what is not in the file is missing: a full snapshot whose every row was read.

        With a bad row it cannot be told from what could not be read, and nothing is withdrawn.
        """
        return self.full and not self.value(
            f"SELECT EXISTS (SELECT FROM {self.problems_table} WHERE NOT warning AND line > 1)"
        )

    def left_out(
        self, rows: str, missing: str, params: Sequence[Any] | None = None
    ) -> tuple[int, int]:
        """Return how many rows stand, and how many of them the file leaves out.

        ``rows`` is what follows FROM, ``missing`` the condition of those that are left out.
        """
        sql = f"SELECT count(*), count(*) FILTER (WHERE {missing}) FROM {rows}"
        return self.fetch(sql, params)[0]

    def stream(self, sql: str, params: Sequence[Any] | None = None) -> Iterable[tuple]:
        """Yield the rows of a large query in constant memory (a cursor on the server)."""
        name = f"feeds_stream_{self.file.pk}"
        with connection.cursor() as cursor:
            cursor.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {self._sql(sql)}", params)
            try:
                while True:
                    cursor.execute(f"FETCH 2000 FROM {name}")
                    rows = cursor.fetchall()
                    if not rows:
                        break
                    yield from rows
            finally:
                if not connection.needs_rollback:
                    cursor.execute(f"CLOSE {name}")

    def upsert(
        self,
        model: type[models.Model],
        *,
        key: Sequence[str],
        columns: Mapping[str, str],
        joins: str = "",
        where: str = "true",
        insert_only: Mapping[str, str] | None = None,
        touched: Mapping[str, str] | None = None,
        fed_by: Mapping[str, str] | None = None,
        params: Sequence[Any] | None = None,
    ) -> int:
        """Insert the rows of staging into the table of ``model``, or update those that differ.

        ``key`` are database columns with a unique constraint. ``columns`` gives for each
        database column (the key included) an SQL expression over the staging row ``s`` and what
        ``joins`` brings in; ``insert_only`` those that are written for new rows and left alone
        afterwards (such as ``created_at``), ``touched`` those that are written with any change
        but are no change themselves (such as ``updated_at``). ``fed_by`` names the optional field
        that a database column comes from: when the file has no such column, new rows get the
        default, and the others keep what they have. Rows that hold the same values already are
        not written. Returns the number of rows inserted or changed.
        """
        table = f'"{model._meta.db_table}"'
        written = {**columns, **(touched or {}), **(insert_only or {})}
        names = ", ".join(f'"{name}"' for name in written)
        absent = {name for name, field in (fed_by or {}).items() if field not in self.present}
        changing = [name for name in columns if name not in key and name not in absent]
        if changing:
            sets = ", ".join(
                f'"{name}" = excluded."{name}"' for name in [*changing, *(touched or {})]
            )
            old = ", ".join(f'{table}."{name}"' for name in changing)
            new = ", ".join(f'excluded."{name}"' for name in changing)
            action = f"DO UPDATE SET {sets} WHERE ({old}) IS DISTINCT FROM ({new})"
        else:
            action = "DO NOTHING"
        conflict = ", ".join(f'"{name}"' for name in key)
        return self.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(written.values())} "
            f"FROM {self.table} s {joins} WHERE {where} ORDER BY s.line "
            f"ON CONFLICT ({conflict}) {action}",
            params,
        )

    def _sql(self, sql: str) -> str:
        return sql.replace("{staging}", self.table)
