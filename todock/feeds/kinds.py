"""What a kind of feed is, and the register of all kinds: the interface between engine and apps.

An app describes its kinds in modules of ``<app>/feeds``. The package is imported when Django
starts, and imports them: a new kind gets its line there, and its words in docs/feeds.md.

::

    from todock.feeds.kinds import Check, Difference, FeedKind, Snapshot, register
    from todock.feeds.parsing.cells import Code, Text, Yen
    from todock.feeds.parsing.rows import Row, column

    class FruitRow(Row):
        basket: Code = column("かごコード")
        code: Code = column("商品コード")
        name: Annotated[str, Text(60)] = column("商品名")
        price: Yen = column("本体価格")

    def apply_fruits(staging: Staging) -> dict[str, int]:
        changed = staging.upsert(Fruit, key=["basket_id", "code"], columns={
            "basket_id": "b.id", "code": "s.code", "name": "s.name", "price": "s.price",
            "withdrawn": "false",
        }, joins="JOIN basket b ON b.code = s.basket")
        withdrawn = staging.execute('''
            UPDATE fruit f SET withdrawn = true FROM basket b
            WHERE b.id = f.basket_id AND b.code = %s AND NOT f.withdrawn
              AND NOT EXISTS (SELECT FROM {staging} s WHERE s.code = f.code)''',
            [staging.scopes[0]])
        return {"追加・変更": changed, "取りやめ": withdrawn}

    register(FeedKind(
        name="fruits", label=_("果物"), row=FruitRow, order=60, mode=Mode.WHOLE,
        snapshot=Snapshot.ALWAYS, key=("code",), scope="basket",
        checks=[Check("かごコード", _("登録のないかごです。"),
                      "NOT EXISTS (SELECT FROM basket b WHERE b.code = s.basket)")],
        measure=measure_fruits, apply=apply_fruits,
    ))

How a file goes (``todock.feeds.runs``), all in one transaction with no statement time limit:
bytes are hashed, decoded strictly, parsed and validated row by row against ``row``; good rows are
COPYed into a temporary *staging table*, whose columns are ``line`` (integer, the line in the file
where the row starts) and one column per field of the row model, named as the field, typed as its
cell type, NULL allowed. Then the engine looks for rows with the same ``key``, runs ``checks`` and
``check``, decides (bad rows of a *rows* kind are deleted from staging), asks ``measure`` for the
guard, and calls ``apply``. What ``apply`` returns is shown to staff. After the commit comes
``after_apply``.

Rules for the functions of a kind: SQL on sets, no loop over rows; no commit, no mail, no storage
inside ``apply``; running twice changes nothing; an exception rolls all back, and the file is
tried again or marked as failed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from todock.feeds.parsing.rows import Column, Row

if TYPE_CHECKING:
    from todock.feeds.models import FeedFile
    from todock.feeds.staging import Staging


class Mode(StrEnum):
    """What happens to a file with bad rows."""

    #: One bad row and nothing is written.
    WHOLE = "whole"
    #: Good rows are applied, bad ones kept as problems; too many bad ones refuse the file.
    ROWS = "rows"


class Snapshot(StrEnum):
    """Whether what is not in a file is to be withdrawn."""

    #: Every file holds changes only (delta).
    NEVER = "never"
    #: Every file is a full snapshot of its scope, whatever the marker says.
    ALWAYS = "always"
    #: Line 3 of the marker says ``full`` or ``delta``; delta when absent.
    MARKER = "marker"


class Check(NamedTuple):
    """A rule against the database: rows of staging for which ``where`` is true are problems.

    ``column`` is the Japanese column name whose value is shown. ``message`` is Japanese.
    ``where`` is SQL over the staging table under the alias ``s``, such as
    ``NOT EXISTS (SELECT FROM catalog_category c WHERE c.code = s.category_code)``; a percent
    sign in it is written ``%%``. A ``warning`` keeps the row and is only shown.
    """

    column: str
    message: str
    where: str
    warning: bool = False


class Problem(NamedTuple):
    """Something wrong with a row. ``line`` is the line in the file; 0 means the whole file."""

    line: int
    column: str
    value: str
    message: str
    warning: bool = False


@dataclass(frozen=True)
class Difference:
    """What a snapshot would change, for the guard and for the staff who release a held file.

    ``standing`` is what stands in the scope before, ``withdrawn`` how many of these the file
    would withdraw; ``prices`` is how many of the rows have a price now, ``price_jumps`` how many
    of these would change by more than FEED_HOLD_PRICE_CHANGE_PERCENT per cent. ``details`` are
    Japanese lines for people, such as examples with name, old and new price (at most 50 kept).
    """

    standing: int = 0
    withdrawn: int = 0
    prices: int = 0
    price_jumps: int = 0
    added: int = 0
    changed: int = 0
    details: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class FeedKind:
    """A kind of incoming file; see the module's docstring for an example.

    name: first part of the file name. label: what staff read. order: files waiting at the same
    time are worked through by rising order, then date and number (courses 10, served_postcodes
    15, cycles 20, categories 30, images 40, products 50, offers 60, members 70,
    application_results 75, limits 80, sales 90, point_entries 100).

    key: fields that together may occur once in a file; all rows of a repeated key are bad.

    scope: the field that says what a file is about. A file is stale when a later one (date and
    number in the name) was applied to the same scope. One file has one scope unless
    ``several_scopes``. Without ``scope`` the kind as a whole is one scope. ``ordered=False``:
    no file is ever stale, the kind itself keeps order, for example by a time in each row.

    checks, check: rules against the database; ``check`` may read ``staging`` and yield Problems.

    measure: asked for a full snapshot, and for any file of a kind that has it, before ``apply``.

    apply: writes from staging to the tables; returns numbers to be shown, by Japanese word.

    after_apply(feed_file, inline): called after the commit, outside any transaction, and again if
    the process died meanwhile, so it must be safe to call twice. ``inline`` asks to do the work
    at once (command line) instead of by task. Problems found then are added with
    ``todock.feeds.parsing.problems.add``; files that lie beside the data are opened with
    ``todock.feeds.companions``.

    companions: the kind has such files, in the folder ``images`` beside the data file.

    encoding: unless the setting FEED_ENCODINGS names another for this kind.
    """

    name: str
    label: str
    row: type[Row]
    order: int
    mode: Mode
    apply: Callable[["Staging"], Mapping[str, int] | None]
    snapshot: Snapshot = Snapshot.NEVER
    key: tuple[str, ...] = ()
    scope: str | None = None
    several_scopes: bool = False
    ordered: bool = True
    checks: Sequence[Check] = field(default=())
    check: Callable[["Staging"], Iterable[Problem]] | None = None
    measure: Callable[["Staging"], Difference] | None = None
    after_apply: Callable[["FeedFile", bool], None] | None = None
    companions: bool = False
    encoding: str = "cp932"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the row model, in order."""
        return self.row.columns

    @cached_property
    def alias_of(self) -> dict[str, str]:
        """Japanese column name by field name."""
        return {column.name: column.alias for column in self.columns}


_kinds: dict[str, FeedKind] = {}
#: What staff read for the kinds that go out, by name: the first word of the files' names.
_outgoing: dict[str, str] = {}


def register(kind: FeedKind) -> FeedKind:
    """Make a kind known to the engine, and return it.

    Raises ValueError when its name is taken, or a field named in it does not exist.
    """
    if kind.name in _kinds:
        raise ValueError(f"the feed kind {kind.name!r} is registered twice")
    if "line" in kind.alias_of:
        raise ValueError(f"the feed kind {kind.name!r} has a field 'line', which staging has")
    for name in (*kind.key, *([kind.scope] if kind.scope else [])):
        if name not in kind.alias_of:
            raise ValueError(f"the feed kind {kind.name!r} has no field {name!r}")
    for check in kind.checks:
        if check.column not in kind.alias_of.values():
            raise ValueError(f"the feed kind {kind.name!r} has no column {check.column!r}")
    _kinds[kind.name] = kind
    return kind


def unregister(name: str) -> None:
    """Forget a kind; for tests that bring their own."""
    _kinds.pop(name, None)


def get_kind(name: str) -> FeedKind | None:
    """Return the kind of this name, or None."""
    return _kinds.get(name)


def register_outgoing(name: str, label: str) -> None:
    """Let staff read ``label`` (Japanese) for the files that are written under the kind ``name``.

    Raises ValueError when the name is taken.
    """
    if name in _outgoing:
        raise ValueError(f"the outgoing kind {name!r} is registered twice")
    _outgoing[name] = label


def label_of(name: str) -> str:
    """Return what staff call a kind, whichever way it goes; its name when nobody has said."""
    kind = get_kind(name)
    return str(kind.label if kind else _outgoing.get(name, name))


def all_kinds() -> list[FeedKind]:
    """Return all kinds in the order in which waiting files are worked through."""
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.name))
