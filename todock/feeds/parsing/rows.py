"""What one row of a feed may hold: the base of all rows.

A row names its columns in the words of the file::

    class FruitRow(Row):
        code: Code = column("商品コード")
        name: Annotated[str, Text(60)] = column("商品名")
        price: Yen = column("本体価格")
        maker: Annotated[str, Text(40)] = column("メーカー", default="")
        sold_from: InstantJST | None = column("販売開始", default=None)

        def check(self) -> None:
            if self.price == 0 and not self.maker:
                raise Wrong(_("0円の商品には、メーカーを書いてください。"), "メーカー")

A field without a default is a required column *and* a required value; an empty cell of any other
field takes the default. ``check`` holds the rules over
several columns and is asked when every cell is right. Every message is Japanese and meant for
staff. A row is a dataclass.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, ClassVar, Self, dataclass_transform

from django.utils.translation import gettext as _

from todock.feeds.parsing.cells import Cell, Wrong


class BadRow(Exception):
    """A row that cannot be taken. ``problems``: (column, message) of each thing that is wrong."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__(problems)


def column(name: str, **default: Any) -> Any:
    """Return the field of the column ``name``; ``default`` and the like as of dataclasses."""
    return field(metadata={"column": name}, **default)


@dataclass(frozen=True)
class Column:
    """A column of a kind: name in the file, name and type in the staging table."""

    alias: str
    name: str
    sql: str
    required: bool


@dataclass_transform(kw_only_default=True, field_specifiers=(column,))
class Row:
    """Base of all feed rows; see the module's docstring.

    Declaring one without a column name or a cell type raises TypeError: a mistake of the
    programmer.
    """

    #: In the order of the fields.
    columns: ClassVar[tuple[Column, ...]] = ()
    #: Column, field, how the cell is read, and whether it must be there: plain, for speed.
    _plan: ClassVar[tuple[tuple[str, str, Callable[[str], Any], bool], ...]] = ()

    def __init_subclass__(cls) -> None:
        dataclass(kw_only=True)(cls)
        cells = [_cell_of(cls, each) for each in fields(cls)]
        cls.columns = tuple(
            Column(each.metadata["column"], each.name, cell.sql, _is_required(each))
            for each, cell in zip(fields(cls), cells, strict=True)
        )
        cls._plan = tuple(
            (column.alias, column.name, cell.read, column.required)
            for column, cell in zip(cls.columns, cells, strict=True)
        )

    @classmethod
    def read(cls, cells: Mapping[str, str]) -> Self:
        """Return the row of ``cells``, by column name; raises BadRow with all that is wrong."""
        values, problems = {}, []
        for alias, name, read, required in cls._plan:
            if alias in cells:
                try:
                    values[name] = read(cells[alias])
                except Wrong as wrong:
                    problems.append((wrong.column or alias, wrong.message))
            elif required:
                problems.append((alias, _("空にはできません。")))
        if problems:
            raise BadRow(problems)
        row = cls(**values)
        try:
            row.check()
        except Wrong as wrong:
            raise BadRow([(wrong.column, wrong.message)]) from wrong
        return row

    def check(self) -> None:
        """Raise :class:`Wrong` where the cells are right and the row is not."""


def _cell_of(row: type[Row], of: Field) -> Cell:
    """Return the cell type in ``Annotated[...]``, also inside ``Annotated[...] | None``."""
    for part in (of.type, *getattr(of.type, "__args__", ())):
        for found in getattr(part, "__metadata__", ()):
            if isinstance(found, Cell) and "column" in of.metadata:
                return found
    raise TypeError(f"{row.__name__}.{of.name} needs a column name and a cell type of feeds.rows")


def _is_required(of: Field) -> bool:
    return of.default is MISSING and of.default_factory is MISSING
