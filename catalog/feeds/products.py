"""``products``: the master of the articles; good rows are applied, bad ones kept as problems."""

from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from catalog import actions
from catalog.models import Product
from catalog.models.product import ALLERGEN_POSITIONS
from catalog.search import index
from todock.feeds.kinds import Check, Difference, FeedKind, Mode, Snapshot, register
from todock.feeds.parsing.rows import Choice, CodeText, Flag, Number, Row, Text, Whole
from todock.feeds.staging import Staging

#: Becomes part of the address of a picture: no slashes, no leading dot.
ImageKey = Annotated[str, CodeText(60, pattern=r"[0-9A-Za-z_][0-9A-Za-z._-]*")]
ItemCode = Annotated[str, CodeText(20)]
Amount = Number(Decimal("0.01"), Decimal("99999999.99"), places=2)

#: Columns of a product that the feed gives under the name that the table has, too.
_SAME = [
    *("jan_code", "name", "kana", "maker", "spec", "content_amount", "content_unit", "zone"),
    *("tax_rate", "alcohol", "origin", "allergens", "shelf_days", "description", "image_key"),
]
_WITHDRAWN = "withdrawn_at = statement_timestamp(), updated_at = statement_timestamp()"
_STANDING = "catalog_product p WHERE p.withdrawn_at IS NULL"
#: Products that the file leaves out.
_MISSING = "NOT EXISTS (SELECT FROM {staging} s WHERE s.code = p.item_code)"


class ProductRow(Row):
    """商品."""

    code: ItemCode = Field(alias="商品コード")
    jan_code: Annotated[str, CodeText(14, pattern=r"[0-9]{8,14}")] = Field(
        alias="JANコード", default=""
    )
    name: Annotated[str, Text(80)] = Field(alias="商品名")
    kana: Annotated[str, Text(120)] = Field(alias="商品名カナ", default="")
    maker: Annotated[str, Text(60)] = Field(alias="メーカー", default="")
    spec: Annotated[str, Text(60)] = Field(alias="規格")
    content_amount: Annotated[Decimal, Amount] | None = Field(alias="内容量", default=None)
    content_unit: Annotated[str, Text(10)] = Field(alias="内容量単位", default="")
    zone: Annotated[int, Choice({"1": 1, "2": 2, "3": 3})] = Field(alias="温度帯")
    category: Annotated[str, CodeText(20)] = Field(alias="分類コード")
    tax_rate: Annotated[int, Choice({"8": 8, "10": 10})] = Field(alias="税率")
    alcohol: Flag = Field(alias="酒類", default=False)
    origin: Annotated[str, Text(60)] = Field(alias="原産地", default="")
    allergens: Annotated[
        str, CodeText(ALLERGEN_POSITIONS, pattern=rf"[019]{{{ALLERGEN_POSITIONS}}}")
    ] = Field(alias="アレルゲン", default="")
    shelf_days: Annotated[int, Whole(0, 32_767)] | None = Field(alias="期限目安日数", default=None)
    description: Annotated[str, Text(2000, lines=True)] = Field(alias="説明", default="")
    image_key: ImageKey = Field(alias="画像キー", default="")
    action: Annotated[str, Choice({"C": "C", "D": "D"})] = Field(alias="処理区分", default="C")


def measure(staging: Staging) -> Difference:
    """Count the products that a full snapshot leaves out."""
    if not staging.tells_missing:
        return Difference()
    standing, withdrawn = staging.left_out(_STANDING, _MISSING)
    gone = staging.fetch(
        f"SELECT p.item_code, p.name FROM {_STANDING} AND {_MISSING} ORDER BY p.item_code LIMIT 50"
    )
    return Difference(
        standing=standing,
        withdrawn=withdrawn,
        details=[_("取下げ: %(code)s %(name)s") % {"code": c, "name": n} for c, n in gone],
    )


def apply(staging: Staging) -> dict[str, int]:
    """Write the products and their words; withdraw those that a full snapshot leaves out."""
    staging.execute("CREATE INDEX ON {staging} (code)")
    changed = staging.upsert(
        Product,
        key=["item_code"],
        columns={
            "item_code": "s.code",
            **{name: f"s.{name}" for name in _SAME},
            "category_id": "c.id",
            "withdrawn_at": "NULL::timestamptz",
        },
        joins="JOIN catalog_category c ON c.code = s.category",
        where="s.action = 'C'",
        touched={"updated_at": "statement_timestamp()"},
        fed_by={name: name for name in _SAME},
    )
    withdrawn = staging.execute(
        f"UPDATE catalog_product p SET {_WITHDRAWN} FROM {{staging}} s "
        "WHERE s.code = p.item_code AND s.action = 'D' AND p.withdrawn_at IS NULL"
    )
    result = {_("追加・変更"): changed}
    if staging.tells_missing:
        withdrawn += staging.execute(
            f"UPDATE catalog_product p SET {_WITHDRAWN} WHERE p.withdrawn_at IS NULL AND {_MISSING}"
        )
    elif staging.full:
        _standing, left_out = staging.left_out(_STANDING, _MISSING)
        result[_("取下げの見送り（問題のある行があるため）")] = left_out
    result[_("取下げ")] = withdrawn
    if changed:
        # Temporary tables are seen by the same transaction only, and that is where we are.
        among = f"p.item_code IN (SELECT code FROM {staging.table})"
        result[_("検索語の更新")] = index.refresh(among=among)
    if changed or withdrawn:
        actions.redraw()
    return result


KIND = register(
    FeedKind(
        name="products",
        label=gettext_lazy("商品"),
        row=ProductRow,
        order=50,
        mode=Mode.ROWS,
        snapshot=Snapshot.MARKER,
        key=("code",),
        checks=[
            Check(
                "分類コード",
                gettext_lazy("登録のない分類です。"),
                "s.action = 'C' AND NOT EXISTS (SELECT FROM catalog_category c "
                "WHERE c.code = s.category AND c.withdrawn_at IS NULL)",
            ),
            Check(
                "商品コード",
                gettext_lazy("登録のない商品なので、取下げは要りませんでした。"),
                "s.action = 'D' AND NOT EXISTS "
                "(SELECT FROM catalog_product p WHERE p.item_code = s.code)",
                warning=True,
            ),
        ],
        measure=measure,
        apply=apply,
    )
)
