"""A table is written only by the app whose name it bears, in SQL too."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
APPS = [app for app in apps.get_app_configs() if "site-packages" not in app.path]
FOLDERS = sorted({Path(app.path).relative_to(ROOT).parts[0] for app in APPS})
FILES = [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".sql"}
]
_WRITES = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE|COPY|LOCK\s+TABLE|ALTER\s+TABLE)"
    rf'\s+"?((?:{"|".join(app.label for app in APPS)})_\w+)',
    re.IGNORECASE,
)


def owner(path: Path) -> str | None:
    """Return the label of the app in whose folder a file lies; the innermost counts."""
    around = [app for app in APPS if Path(app.path) in path.parents]
    return max(around, key=lambda app: len(app.path)).label if around else None


def written(path: Path) -> Iterator[str]:
    """Yield the tables that the SQL of a file writes, and those that it brings a feed to."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".sql":
        yield from _WRITES.findall(text)
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _WRITES.findall(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield from _WRITES.findall("".join(_text(part, path) for part in node.values))
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "upsert":
            yield _value(node.args[0], path)._meta.db_table


def _text(part: ast.expr, path: Path) -> str:
    return str(part.value if isinstance(part, ast.Constant) else _value(part.value, path))


def _value(node: ast.expr, path: Path) -> object:
    """What a name, or an attribute of one, stands for in the module of ``path``."""
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, path), node.attr, None)
    if not isinstance(node, ast.Name):
        return None
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return getattr(module, node.id, None)


def test_no_sql_writes_a_table_of_another_app():
    foreign = {
        (str(path.relative_to(ROOT)), table)
        for path in FILES
        for table in written(path)
        if not table.startswith(f"{owner(path)}_")
    }

    assert not foreign
