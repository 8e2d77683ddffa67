"""``sales``: what members bought, a receipt a row, told once."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.models import Sale
from todock.feeds.kinds import Check, FeedKind, Mode, register
from todock.feeds.parsing.cells import Choice, Code, CodeText, InstantJST, Text, Whole
from todock.feeds.parsing.rows import Row, column
from todock.feeds.staging import Staging

_BUSINESSES = {str(business.value): business.value for business in Sale.Business}


class SaleRow(Row):
    """売上."""

    number: Code = column("取引番号")
    member_number: Annotated[str, CodeText(20)] = column("組合員番号")
    sold_at: InstantJST = column("取引日時")
    business: Annotated[int, Choice(_BUSINESSES)] = column("事業")
    place: Annotated[str, Text(60)] = column("店舗名", default="")
    #: Yen before tax; negative where goods came back.
    ex_tax: Annotated[int, Whole(-99_999_999, 99_999_999)] = column("本体金額")


def apply(staging: Staging) -> dict[str, int]:
    """Write the receipts that are new; those that stand already say the same (see the checks)."""
    added = staging.upsert(
        Sale,
        key=["number"],
        columns={"number": "s.number"},
        insert_only={
            "member_id": "m.id",
            "sold_at": "s.sold_at",
            "business": "s.business",
            "place": "s.place",
            "ex_tax": "s.ex_tax",
        },
        joins="JOIN members_member m ON m.member_number = s.member_number",
    )
    known = staging.value("SELECT count(*) FROM {staging}") - added
    return {_("追加"): added, _("すでに取込済み"): known}


SALES = register(
    FeedKind(
        name="sales",
        label=gettext_lazy("売上"),
        row=SaleRow,
        order=90,
        mode=Mode.ROWS,
        key=("number",),
        # Rows that do not depend on each other: no file replaces another.
        ordered=False,
        checks=[
            Check(
                "組合員番号",
                gettext_lazy("登録のない組合員番号です。"),
                "NOT EXISTS (SELECT FROM members_member m WHERE m.member_number = s.member_number)",
            ),
            Check(
                "取引番号",
                gettext_lazy("同じ取引番号で、ちがう内容の売上がすでに取り込まれています。"),
                "EXISTS (SELECT FROM points_sale k JOIN members_member m ON m.id = k.member_id "
                "WHERE k.number = s.number "
                "AND (m.member_number, k.sold_at, k.business, k.place, k.ex_tax) "
                "<> (s.member_number, s.sold_at, s.business, s.place, s.ex_tax))",
            ),
        ],
        apply=apply,
    )
)
