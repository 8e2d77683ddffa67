"""A table is written only by the app whose name it bears, in SQL and through the ORM."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
APPS = [app for app in apps.get_app_configs() if "site-packages" not in app.path]
FOLDERS = sorted({Path(app.path).relative_to(ROOT).parts[0] for app in APPS})
#: The demo writes a past that nobody lived through; the identity provider of a bare machine has a
#: database of its own.
APART = [ROOT / "todock" / "demo", ROOT / "todock" / "local" / "idp"]
FILES = [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".sql"} and not any(map(path.is_relative_to, APART))
]
#: How often a file writes a table that it is given, and why that is no table of another app.
GIVEN = {
    # Locks the lines of an order and writes none.
    "catalog/feeds/ordered_offers.py": 1,
    # A table for the time of one job, made by who calls it.
    "points/actions/ledger.py": 1,
    # Tables for the time of one file.
    "points/feeds/point_entries.py": 2,
    "points/feeds/postings.py": 2,
    # The model of ``upsert``, which is looked at where it is called.
    "todock/feeds/staging.py": 1,
    # Rows of Outgoing, which are its own app's.
    "todock/post/outbox.py": 2,
}
#: The tables of a file that is being read.
_STAGING = {"staging.table", "staging.problems_table"}
#: ``FOR UPDATE`` locks.
_VERB = (
    r"\b(?<!FOR )(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE|COPY"
    r"|LOCK\s+TABLE|ALTER\s+TABLE)\s"
)
#: A table of ours, or what is filled in later, which nobody can read here.
_WRITES = re.compile(
    rf'{_VERB}+"?((?:{"|".join(app.label for app in APPS)})_\w+|[?%{{])', re.IGNORECASE
)
#: Without it, a file is not parsed.
_MAY_WRITE = re.compile(rf"{_VERB}|\bupsert\(|\.objects\b", re.IGNORECASE)
#: What a manager or a queryset writes with.
_ORM_WRITES = {
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "get_or_create",
    "update",
    "update_or_create",
}


def owner(path: Path) -> str | None:
    """Return the label of the app in whose folder a file lies; the innermost counts."""
    around = [app for app in APPS if Path(app.path) in path.parents]
    return max(around, key=lambda app: len(app.path)).label if around else None


def written(path: Path) -> Iterator[str]:
    """Yield the tables that a file writes: in SQL, by rows of a feed, by a model's manager.

    A table whose name cannot be told is ``?``.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".sql":
        yield from _WRITES.findall(text)
        return
    for node in ast.walk(ast.parse(text)) if _MAY_WRITE.search(text) else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _WRITES.findall(node.value.replace("{staging}", "staging"))
        elif isinstance(node, ast.JoinedStr):
            if any(_MAY_WRITE.search(str(getattr(part, "value", ""))) for part in node.values):
                sql = "".join(_text(part, path) for part in node.values)
                yield from _WRITES.findall(sql.replace("{staging}", "staging"))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "upsert":
                yield _table(node.args[0], path)
            elif node.func.attr in _ORM_WRITES and (model := _manager_of(node.func.value)):
                yield _table(model, path)


def _manager_of(queryset: ast.expr) -> ast.expr | None:
    """Return ``Model`` of ``Model.objects.filter(…)``; None where it begins with a row."""
    while isinstance(queryset, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(queryset, ast.Attribute) and queryset.attr == "objects":
            return queryset.value
        queryset = queryset.func if isinstance(queryset, ast.Call) else queryset.value
    return None


def _table(model: ast.expr, path: Path) -> str:
    return getattr(getattr(_value(model, path), "_meta", None), "db_table", "?")


def _text(part: ast.expr, path: Path) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    if ast.unparse(part.value) in _STAGING:
        return "staging"
    value = _value(part.value, path)
    return "?" if value is None else str(value)


def _value(node: ast.expr, path: Path) -> object:
    """What a name, or an attribute of one, stands for in the module of ``path``; None: unknown."""
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, path), node.attr, None)
    if not isinstance(node, ast.Name):
        return None
    if path.parent.name == "migrations":
        return _of_migration(path).get(node.id)
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return getattr(module, node.id, None)


@cache
def _of_migration(path: Path) -> dict[str, object]:
    """Return the models that a migration asks for: ``Name = apps.get_model("app", "Name")``."""
    asked = re.findall(r'(\w+) = apps\.get_model\("(\w+)", "(\w+)"\)', path.read_text("utf-8"))
    return {name: apps.get_model(label, model) for name, label, model in asked}


def test_no_table_is_written_by_another_app():
    ours = tuple(f"{app.label}_" for app in APPS)
    foreign = {
        (str(path.relative_to(ROOT)), table)
        for path in FILES
        for table in written(path)
        if table.startswith(ours) and not table.startswith(f"{owner(path)}_")
    }

    assert not foreign


def test_every_table_that_is_written_can_be_told_or_is_given_for_a_reason():
    unknown = Counter(
        str(path.relative_to(ROOT))
        for path in FILES
        for table in written(path)
        if table in {"?", "%", "{"}
    )

    assert unknown == GIVEN
