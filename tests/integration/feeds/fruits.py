"""A kind of the tests' own, fruits by basket, so that the engine is tested without the apps."""

from types import SimpleNamespace
from typing import Annotated

from django.db import connection

from todock.feeds import inbox
from todock.feeds.kinds import Check, Difference, FeedKind, Mode, Snapshot
from todock.feeds.models import FeedFile
from todock.feeds.parsing.cells import Code, DateYMD, Text, Yen
from todock.feeds.parsing.rows import Row, column
from todock.feeds.staging import Staging

HEADER = ["かごコード", "商品コード", "商品名", "本体価格", "期限日"]
FIRST = "fruits_20261125_001.csv"
FRUIT = SimpleNamespace(_meta=SimpleNamespace(db_table="test_fruit"))


class FruitRow(Row):
    """A fruit in a basket."""

    basket: Code = column("かごコード")
    code: Code = column("商品コード")
    name: Annotated[str, Text(20)] = column("商品名")
    price: Yen = column("本体価格")
    best_before: DateYMD | None = column("期限日", default=None)


def apply_fruits(staging: Staging) -> dict[str, int]:
    """Upsert, and withdraw from the basket what a full snapshot does not hold."""
    changed = staging.upsert(
        FRUIT,
        key=["basket", "code"],
        columns={
            "basket": "s.basket",
            "code": "s.code",
            "name": "s.name",
            "price": "s.price",
            "withdrawn": "false",
        },
    )
    withdrawn = 0
    if staging.full:
        withdrawn = staging.execute(
            "UPDATE test_fruit f SET withdrawn = true WHERE NOT f.withdrawn AND f.basket = ANY(%s)"
            " AND NOT EXISTS (SELECT FROM {staging} s"
            " WHERE s.basket = f.basket AND s.code = f.code)",
            [staging.scopes],
        )
    return {"追加・変更": changed, "取りやめ": withdrawn}


def measure_fruits(staging: Staging) -> Difference:
    """Weigh the file against what stands in its baskets."""
    standing, withdrawn, prices, jumps = staging.fetch(
        """
        SELECT count(*), count(*) FILTER (WHERE s.code IS NULL),
               count(*) FILTER (WHERE s.code IS NOT NULL),
               count(*) FILTER (WHERE abs(s.price - f.price) * 100 > f.price * 30)
        FROM test_fruit f LEFT JOIN {staging} s ON s.basket = f.basket AND s.code = f.code
        WHERE NOT f.withdrawn AND f.basket = ANY(%s)
        """,
        [staging.scopes],
    )[0]
    return Difference(standing=standing, withdrawn=withdrawn, prices=prices, price_jumps=jumps)


def fruit_kind(**changes: object) -> FeedKind:
    """Return the kind ``fruits``: whole, one basket a file, full or delta by its marker."""
    return FeedKind(
        **{
            "name": "fruits",
            "label": "果物",
            "row": FruitRow,
            "order": 50,
            "mode": Mode.WHOLE,
            "snapshot": Snapshot.MARKER,
            "key": ("basket", "code"),
            "scope": "basket",
            "checks": [Check("かごコード", "登録のないかごです。", "s.basket = 'NONE'")],
            "measure": measure_fruits,
            "apply": apply_fruits,
            **changes,
        }
    )


def make_table() -> None:
    """Make the table of the tests' kind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS test_fruit (basket text, code text, name text NOT NULL, "
            "price integer NOT NULL CONSTRAINT fruit_is_not_dear CHECK (price < 50000), "
            "withdrawn boolean NOT NULL, PRIMARY KEY (basket, code))"
        )


def row(number: int, *, price: int | str = 100, basket: str = "A", name: str = "りんご") -> list:
    """Return a good row."""
    return [basket, f"{number:05}", name, str(price), "20261125"]


def look() -> FeedFile:
    """Look into the inbox, and return the file that arrived last."""
    inbox.look(by="定期")
    return FeedFile.objects.order_by("-id").first()


def standing() -> list[tuple]:
    """Return what stands in the table: basket, code, price."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT basket, code, price FROM test_fruit WHERE NOT withdrawn ORDER BY 1, 2"
        )
        return cursor.fetchall()
