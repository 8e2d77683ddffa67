"""Rules that need all rows or the database: repeated keys, the checks of a kind, scopes."""

from itertools import islice

from django.utils.translation import gettext as _

from todock.feeds.parsing.problems import save_in_table
from todock.feeds.staging import Staging

#: Scopes that are kept with a file; a kind whose files speak of more keeps order itself.
MOST_SCOPES = 1_000
_CHUNK = 5_000


def check_rows(staging: Staging) -> None:
    """Write what is wrong with the staged rows to the problems table of the run."""
    _check_key(staging)
    fields = {alias: name for name, alias in staging.kind.alias_of.items()}
    for check in staging.kind.checks:
        staging.execute(
            f"INSERT INTO {staging.problems_table} (line, col, value, message, warning) "
            f"SELECT s.line, %s, left(coalesce(s.\"{fields[check.column]}\"::text, ''), 200), "
            f"%s, %s FROM {{staging}} s WHERE {check.where}",
            [check.column, str(check.message), check.warning],
        )
    if staging.kind.check is not None:
        found = iter(staging.kind.check(staging))
        while chunk := list(islice(found, _CHUNK)):
            save_in_table(staging, chunk)


def drop_bad_rows(staging: Staging) -> None:
    """Take the rows with problems out of staging."""
    staging.execute(
        "DELETE FROM {staging} s USING (SELECT DISTINCT line FROM "
        f"{staging.problems_table} WHERE NOT warning) p WHERE p.line = s.line"
    )


def find_scopes(staging: Staging) -> list[str]:
    """Return what the staged rows are about, in order."""
    name = staging.kind.scope
    if name is None:
        return []
    rows = staging.fetch(
        f'SELECT DISTINCT s."{name}"::text AS scope FROM {{staging}} s '
        f'WHERE s."{name}" IS NOT NULL ORDER BY scope LIMIT {MOST_SCOPES}'
    )
    return [scope for (scope,) in rows]


def _check_key(staging: Staging) -> None:
    """Mark all rows that share a key: which of them is meant would be a guess."""
    key = staging.kind.key
    if not key:
        return
    alias = staging.kind.alias_of
    names = ", ".join(f'"{name}"' for name in key)
    same = " AND ".join(f's."{name}" = d."{name}"' for name in key)
    value = " || ' ' || ".join(f's."{name}"::text' for name in key)
    staging.execute(
        f"INSERT INTO {staging.problems_table} (line, col, value, message, warning) "
        f"SELECT s.line, %s, left({value}, 200), format(%s, CASE WHEN s.line = d.first_line "
        "THEN d.last_line ELSE d.first_line END), false FROM {staging} s JOIN ("
        f"SELECT {names}, min(line) AS first_line, max(line) AS last_line FROM {{staging}} "
        f"GROUP BY {names} HAVING count(*) > 1) d ON {same}",
        [
            "・".join(alias[name] for name in key),
            _("同じ値の行がほかにもあります（%s行目）。"),
        ],
    )
