"""``offers``: everything that can be ordered in one cycle, whole, as a full snapshot."""

from collections.abc import Iterable
from typing import Annotated

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import actions
from catalog.feeds import ordered_offers
from catalog.feeds.products import ItemCode
from catalog.models import Offer
from todock.feeds.kinds import Check, Difference, FeedKind, Mode, Problem, Snapshot, register
from todock.feeds.parsing.cells import Cell, CodeText, Count, Flag, InstantJST, Whole, Wrong, Yen
from todock.feeds.parsing.rows import Row, column
from todock.feeds.staging import Staging
from todock.lib import money
from todock.lib.japanese.kana import widen_kana

Small = Annotated[int, Whole(1, 32_767)]
_TAG_LENGTH = 20
#: Columns of an offer that the feed gives under the name that the table has, too.
_SAME = [
    *("medium", "page", "area", "price_ex_tax", "price_inc_tax", "usual_price_ex_tax"),
    *("per_order_limit", "total_limit", "lottery", "standing_allowed", "next_week", "by_parcel"),
    *("closes_at", "sort", "tags"),
]


#: Offers that stand under a number to which the file gives another product.
_SWAPPED = """
FROM catalog_offer o JOIN catalog_cycle c ON c.id = o.cycle_id
JOIN catalog_product p ON p.id = o.product_id
JOIN {staging} s ON s.cycle = c.code AND s.order_number = o.order_number
WHERE s.product <> p.item_code
"""
_LIMITED = "{0}.total_limit IS NOT NULL AND NOT {0}.lottery"


class TagsCell(Cell):
    """Words separated by 、 as a list without repeats."""

    sql = "varchar[]"

    def read(self, text: str) -> list[str]:
        """Return the tags in their order; raises a rule error for one that is too long."""
        tags = list(dict.fromkeys(filter(None, map(str.strip, widen_kana(text).split("、")))))
        for tag in tags:
            if len(tag) > _TAG_LENGTH or not tag.isprintable():
                raise Wrong(_("特徴は1つ%d文字までで、「、」で区切ってください。") % _TAG_LENGTH)
        return tags


class OfferRow(Row):
    """企画商品."""

    cycle: Annotated[str, CodeText(digits=7)] = column("企画回コード")
    order_number: Annotated[str, CodeText(10, digits=settings.ORDER_NUMBER_DIGITS)] = column(
        "注文番号"
    )
    product: ItemCode = column("商品コード")
    medium: Annotated[str, CodeText(10)] = column("媒体コード", default="")
    page: Small | None = column("ページ", default=None)
    area: Small | None = column("コマ", default=None)
    price_ex_tax: Yen = column("本体価格")
    price_inc_tax: Yen = column("税込価格")
    usual_price_ex_tax: Yen | None = column("通常本体価格", default=None)
    per_order_limit: Small | None = column("お一人様上限", default=None)
    total_limit: Count | None = column("企画数量", default=None)
    lottery: Flag = column("抽選", default=False)
    standing_allowed: Flag = column("定期可", default=False)
    next_week: Flag = column("翌週届け", default=False)
    by_parcel: Flag = column("別配送", default=False)
    closes_at: InstantJST | None = column("受付終了", default=None)
    sort: Annotated[int, Whole(-2_147_483_648)] = column("並び順", default=0)
    tags: Annotated[list[str], TagsCell()] = column("特徴", default_factory=list)

    def check(self) -> None:
        """Refuse prices in the wrong columns."""
        if self.price_inc_tax < self.price_ex_tax:
            raise Wrong(_("税込価格が本体価格を下回っています。"), "税込価格")


def check(staging: Staging) -> Iterable[Problem]:
    """Refuse another product behind a number that somebody ordered; warn of odd tax."""
    yield from _swapped_products(staging)
    yield from _odd_tax(staging)


def _swapped_products(staging: Staging) -> Iterable[Problem]:
    swapped = staging.fetch(
        f"SELECT s.line, s.product {_SWAPPED} AND {ordered_offers.any_sql('o.id')} ORDER BY s.line"
    )
    for line, product in swapped:
        text = _("この注文番号は別の商品としてすでに注文されています。番号を変えてください。")
        yield Problem(line, "商品コード", product, text)


def _odd_tax(staging: Staging) -> Iterable[Problem]:
    prices = staging.stream(
        "SELECT s.line, s.price_ex_tax, s.price_inc_tax, p.tax_rate FROM {staging} s "
        "JOIN catalog_product p ON p.item_code = s.product"
    )
    for line, ex_tax, inc_tax, tax_rate in prices:
        if inc_tax != ex_tax + money.tax(ex_tax, tax_rate, settings.TAX_ROUNDING):
            text = _("本体価格と税率%d%%から計算した額と違います。") % tax_rate
            yield Problem(line, "税込価格", str(inc_tax), text, warning=True)


def measure(staging: Staging) -> Difference:
    """Compare with what stands in the cycle: withdrawals, and prices that jump."""
    cycle = _cycle_id(staging)
    joined = (
        "FROM catalog_offer o JOIN catalog_product p ON p.id = o.product_id "
        "LEFT JOIN {staging} s ON s.order_number = o.order_number "
        "WHERE o.cycle_id = %s AND o.withdrawn_at IS NULL"
    )
    jump = "abs(s.price_ex_tax - o.price_ex_tax) * 100 > %s * o.price_ex_tax"
    percent = settings.FEED_HOLD_PRICE_CHANGE_PERCENT
    standing, withdrawn, prices, jumps = staging.fetch(
        "SELECT count(*), count(*) FILTER (WHERE s.line IS NULL), "
        f"count(*) FILTER (WHERE s.line IS NOT NULL), count(*) FILTER (WHERE {jump}) {joined}",
        [percent, cycle],
    )[0]
    gone = staging.fetch(
        f"SELECT o.order_number, p.name {joined} AND s.line IS NULL ORDER BY o.sort LIMIT 25",
        [cycle],
    )
    moved = staging.fetch(
        "SELECT o.order_number, p.name, o.price_ex_tax, s.price_ex_tax "
        f"{joined} AND {jump} ORDER BY o.sort LIMIT 25",
        [cycle, percent],
    )
    added = staging.value("SELECT count(*) FROM {staging}") - (standing - withdrawn)
    return Difference(
        standing=standing,
        withdrawn=withdrawn,
        prices=prices,
        price_jumps=jumps,
        added=added,
        details=[
            *(_("取下げ: %(number)s %(name)s") % {"number": n, "name": name} for n, name in gone),
            *(
                _("価格: %(number)s %(name)s %(old)d円→%(new)d円（本体）")
                % {"number": n, "name": name, "old": old, "new": new}
                for n, name, old, new in moved
            ),
        ],
    )


def apply(staging: Staging) -> dict[str, int]:
    """Write the offers of the cycle and what may be taken of them; redraw the cycle."""
    cycle = _cycle_id(staging)
    if cycle is None:
        return {}
    _drop_swapped(staging)
    _wait_for_orders(staging, cycle)
    changed = staging.upsert(
        Offer,
        key=["cycle_id", "order_number"],
        columns={
            "cycle_id": "%s::bigint",
            "order_number": "s.order_number",
            "product_id": "p.id",
            **{name: f"s.{name}" for name in _SAME},
            "withdrawn_at": "NULL::timestamptz",
        },
        joins="JOIN catalog_product p ON p.item_code = s.product",
        params=[cycle],
    )
    withdrawn = staging.execute(
        "UPDATE catalog_offer o SET withdrawn_at = now() WHERE o.cycle_id = %s "
        "AND o.withdrawn_at IS NULL AND NOT EXISTS "
        "(SELECT FROM {staging} s WHERE s.order_number = o.order_number)",
        [cycle],
    )
    stocks = _apply_stocks(staging, cycle)
    if changed or withdrawn or stocks:
        actions.redraw(cycles=staging.scopes)
    return {_("追加・変更"): changed, _("取下げ"): withdrawn, _("企画数量の変更"): stocks}


def _drop_swapped(staging: Staging) -> None:
    """Make way for another product under a number that nobody ordered.

    The new offer gets an id of its own. Foreign keys are checked at commit, so an order of the
    old product that is written at this very moment fails there: who saw milk never gets soap.
    """
    ids = [pk for (pk,) in staging.fetch(f"SELECT o.id {_SWAPPED}")]
    if ids:
        staging.execute("DELETE FROM catalog_offerstock WHERE offer_id = ANY(%s)", [ids])
        staging.execute("DELETE FROM catalog_offer WHERE id = ANY(%s)", [ids])


def _wait_for_orders(staging: Staging, cycle: int) -> None:
    """Keep orders out while an offer becomes limited: what is ordered of it must be counted."""
    becoming = staging.value(
        "SELECT EXISTS (SELECT FROM catalog_offer o "
        "JOIN {staging} s ON s.order_number = o.order_number WHERE o.cycle_id = %s "
        f"AND {_LIMITED.format('s')} AND NOT ({_LIMITED.format('o')}))",
        [cycle],
    )
    if becoming:
        staging.execute(ordered_offers.lock_sql())


def _apply_stocks(staging: Staging, cycle: int) -> int:
    limited = _LIMITED.format("o")
    written = staging.execute(
        "INSERT INTO catalog_offerstock (offer_id, total_limit, taken) "
        "SELECT o.id, greatest(o.total_limit, f.pieces), f.pieces FROM catalog_offer o "
        f"CROSS JOIN LATERAL (SELECT {ordered_offers.pieces_sql('o.id')} AS pieces) f "
        f"WHERE o.cycle_id = %s AND o.withdrawn_at IS NULL AND {limited} ORDER BY o.id "
        "ON CONFLICT (offer_id) DO UPDATE "
        "SET total_limit = greatest("
        "(SELECT o.total_limit FROM catalog_offer o WHERE o.id = excluded.offer_id), "
        "catalog_offerstock.taken) "
        "WHERE catalog_offerstock.total_limit IS DISTINCT FROM greatest("
        "(SELECT o.total_limit FROM catalog_offer o WHERE o.id = excluded.offer_id), "
        "catalog_offerstock.taken)",
        [cycle],
    )
    return written + staging.execute(
        "DELETE FROM catalog_offerstock t USING catalog_offer o WHERE o.id = t.offer_id "
        f"AND o.cycle_id = %s AND o.withdrawn_at IS NULL AND NOT ({limited})",
        [cycle],
    )


def _cycle_id(staging: Staging) -> int | None:
    return staging.value("SELECT id FROM catalog_cycle WHERE code = ANY(%s)", [staging.scopes])


KIND = register(
    FeedKind(
        name="offers",
        label=gettext_lazy("企画商品"),
        row=OfferRow,
        order=60,
        mode=Mode.WHOLE,
        snapshot=Snapshot.ALWAYS,
        key=("order_number",),
        scope="cycle",
        checks=[
            Check(
                "企画回コード",
                gettext_lazy("登録のない企画回です。先に企画回のファイルを送ってください。"),
                "NOT EXISTS (SELECT FROM catalog_cycle c WHERE c.code = s.cycle)",
            ),
            Check(
                "商品コード",
                gettext_lazy("登録のない商品です。"),
                "NOT EXISTS (SELECT FROM catalog_product p WHERE p.item_code = s.product)",
            ),
        ],
        check=check,
        measure=measure,
        apply=apply,
    )
)
