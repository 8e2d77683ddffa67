"""``limits``: what members may owe, and whose orders are stopped."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from orders.models import PurchaseLimit
from todock.feeds.kinds import (
    Check,
    Difference,
    FeedKind,
    Mode,
    Snapshot,
    register,
)
from todock.feeds.parsing.rows import CodeText, Flag, InstantJST, Row, Text, Whole, Yen
from todock.feeds.staging import Staging


class LimitRow(Row):
    """購入上限."""

    member_number: Annotated[str, CodeText(20)] = Field(alias="組合員番号")
    limit: Yen = Field(alias="購入上限")
    unbilled: Annotated[int, Whole(-99_999_999, 99_999_999)] = Field(alias="未請求額")
    stopped: Flag = Field(alias="受注停止")
    reason: Annotated[str, Text(100)] = Field(alias="理由", default="")
    as_of: InstantJST = Field(alias="基準日時")


_STANDING = (
    "orders_purchaselimit p JOIN members_member m ON m.id = p.member_id "
    "LEFT JOIN {staging} s ON s.member_number = m.member_number"
)
#: Limits of members whom the file leaves out.
_MISSING = "s.member_number IS NULL"


def measure_limits(staging: Staging) -> Difference:
    """Count the limits of members whom the file leaves out."""
    if not staging.tells_missing:
        return Difference()
    standing, withdrawn = staging.left_out(_STANDING, _MISSING)
    return Difference(standing=standing, withdrawn=withdrawn)


def apply_limits(staging: Staging) -> dict[str, int]:
    """Write the limits; that of a member who is missing stays as it stands.

    Without it a member whose orders are stopped could order again.
    """
    changed = staging.upsert(
        PurchaseLimit,
        key=["member_id"],
        columns={
            "member_id": "m.id",
            "limit": "s.limit",
            "unbilled": "s.unbilled",
            "ordering_stopped": "s.stopped",
            "reason": "s.reason",
            "as_of": "s.as_of",
        },
        joins="JOIN members_member m ON m.member_number = s.member_number",
    )
    _standing, left_out = staging.left_out(_STANDING, _MISSING)
    return {_("追加・変更"): changed, _("ファイルになく、そのまま残した上限"): left_out}


LIMITS = register(
    FeedKind(
        name="limits",
        label=gettext_lazy("購入上限"),
        row=LimitRow,
        order=80,
        mode=Mode.ROWS,
        snapshot=Snapshot.ALWAYS,
        key=("member_number",),
        checks=[
            Check(
                "組合員番号",
                gettext_lazy("登録のない組合員番号です。"),
                "NOT EXISTS (SELECT FROM members_member m WHERE m.member_number = s.member_number)",
            ),
        ],
        measure=measure_limits,
        apply=apply_limits,
    )
)
