"""``categories``: the tree of categories, whole."""

from collections.abc import Iterable
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from catalog import actions
from catalog.search import index
from todock.feeds.kinds import Check, Difference, FeedKind, Mode, Problem, Snapshot, register
from todock.feeds.parsing.rows import CodeText, Row, Text, Whole
from todock.feeds.staging import Staging

#: Levels of the tree that the pages can show.
MOST_LEVELS = 4

CategoryCode = Annotated[str, CodeText(20, pattern=r"[0-9A-Za-z_-]+")]

_TREE = f"""
WITH RECURSIVE tree AS (
    SELECT code, code || '/' AS path, 1 AS level FROM {{staging}} WHERE parent IS NULL
    UNION ALL
    SELECT s.code, tree.path || s.code || '/', tree.level + 1
    FROM {{staging}} s JOIN tree ON tree.code = s.parent WHERE tree.level <= {MOST_LEVELS}
)
"""


class CategoryRow(Row):
    """分類."""

    code: CategoryCode = Field(alias="分類コード")
    name: Annotated[str, Text(60)] = Field(alias="分類名")
    parent: CategoryCode | None = Field(alias="親分類コード", default=None)
    sort: Annotated[int, Whole(-2_147_483_648)] = Field(alias="並び順")


def check(staging: Staging) -> Iterable[Problem]:
    """Find categories that hang in a circle or too deep."""
    rows = staging.fetch(
        _TREE + "SELECT s.line, coalesce(s.parent, ''), t.level FROM {staging} s "
        "LEFT JOIN tree t ON t.code = s.code "
        f"WHERE t.level IS NULL OR t.level > {MOST_LEVELS} ORDER BY s.line"
    )
    for line, parent, level in rows:
        # A parent that is missing, or too deep itself, has a row of its own among the problems.
        message = (
            _("親をたどると自分に戻るか、登録のない親に行き着きます。")
            if level is None
            else _("分類は%d段までです。") % MOST_LEVELS
        )
        yield Problem(line, "親分類コード", parent, message)


_STANDING = "catalog_category c WHERE c.withdrawn_at IS NULL"
#: Categories that the file leaves out.
_MISSING = "NOT EXISTS (SELECT FROM {staging} s WHERE s.code = c.code)"


def measure(staging: Staging) -> Difference:
    """Count the categories that the file leaves out."""
    standing, withdrawn = staging.left_out(_STANDING, _MISSING)
    gone = staging.fetch(
        f"SELECT c.code, c.name FROM {_STANDING} AND {_MISSING} ORDER BY c.path LIMIT 50"
    )
    return Difference(
        standing=standing,
        withdrawn=withdrawn,
        details=[_("取下げ: %(code)s %(name)s") % {"code": c, "name": n} for c, n in gone],
    )


def apply(staging: Staging) -> dict[str, int]:
    """Write the tree; a category that is missing is withdrawn and keeps its products."""
    changed = 0
    for level in range(1, MOST_LEVELS + 1):
        # From the top down, so that every parent has its id.
        changed += staging.execute(
            _TREE + "INSERT INTO catalog_category (code, name, parent_id, path, sort) "
            "SELECT s.code, s.name, p.id, t.path, s.sort FROM {staging} s "
            "JOIN tree t ON t.code = s.code LEFT JOIN catalog_category p ON p.code = s.parent "
            "WHERE t.level = %s ON CONFLICT (code) DO UPDATE SET name = excluded.name, "
            "parent_id = excluded.parent_id, path = excluded.path, sort = excluded.sort, "
            "withdrawn_at = NULL WHERE (catalog_category.name, catalog_category.parent_id, "
            "catalog_category.path, catalog_category.sort, catalog_category.withdrawn_at) "
            "IS DISTINCT FROM (excluded.name, excluded.parent_id, excluded.path, excluded.sort, "
            "NULL::timestamptz)",
            [level],
        )
    withdrawn = staging.execute(
        "UPDATE catalog_category c SET withdrawn_at = now() "
        f"WHERE c.withdrawn_at IS NULL AND {_MISSING}"
    )
    if changed or withdrawn:
        index.refresh()
        actions.redraw()
    return {_("追加・変更"): changed, _("取下げ"): withdrawn}


KIND = register(
    FeedKind(
        name="categories",
        label=gettext_lazy("分類"),
        row=CategoryRow,
        order=30,
        mode=Mode.WHOLE,
        snapshot=Snapshot.ALWAYS,
        key=("code",),
        checks=[
            Check(
                "親分類コード",
                gettext_lazy("このファイルにない親分類です。"),
                "s.parent IS NOT NULL AND NOT EXISTS "
                "(SELECT FROM {staging} p WHERE p.code = s.parent)",
            ),
        ],
        check=check,
        measure=measure,
        apply=apply,
    )
)
