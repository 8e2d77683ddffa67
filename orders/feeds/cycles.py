"""``cycles``: when the members of which course may order, and when it comes."""

from collections.abc import Iterable
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import actions as catalog_actions
from orders.models import OrderWindow
from todock.feeds.kinds import (
    Check,
    FeedKind,
    Mode,
    Problem,
    register,
)
from todock.feeds.parsing.cells import CodeText, DateYMD, InstantJST, Text, Wrong
from todock.feeds.parsing.rows import Row, column
from todock.feeds.staging import Staging
from todock.lib import clock


class CycleRow(Row):
    """企画回 x コース."""

    code: Annotated[str, CodeText(7, digits=7)] = column("企画回コード")
    name: Annotated[str, Text(40)] = column("企画回名")
    course: Annotated[str, CodeText(10)] = column("コースコード")
    publishes_at: InstantJST = column("公開日時")
    opens_at: InstantJST = column("受付開始")
    closes_at: InstantJST = column("締切")
    delivers_on: DateYMD = column("お届け日")

    def check(self) -> None:
        """Refuse a deadline that is not after the opening, and a delivery before its day."""
        if self.closes_at <= self.opens_at:
            raise Wrong(_("締切が受付開始より後ではありません。"), "締切")
        if self.delivers_on < clock.japan_date(self.closes_at):
            raise Wrong(_("お届け日が締切の日より前です。"), "お届け日")


#: Joins a row to the window that stands.
_WINDOW = (
    "FROM orders_orderwindow w JOIN catalog_cycle c ON c.id = w.cycle_id "
    "JOIN members_course k ON k.id = w.course_id WHERE c.code = s.code AND k.code = s.course"
)
_MOVED = (
    "(w.opens_at, w.closes_at, w.delivers_on) "
    "IS DISTINCT FROM (s.opens_at, s.closes_at, s.delivers_on)"
)
#: The transaction's start is too old a clock here: a file may have waited for another one.
_NOW = "clock_timestamp()"


def check_cycles(staging: Staging) -> Iterable[Problem]:
    """Find cycles whose rows do not agree with each other."""
    rows = staging.fetch(
        "SELECT s.line, s.code FROM {staging} s JOIN (SELECT code FROM {staging} GROUP BY code "
        "HAVING count(DISTINCT (name, publishes_at)) > 1) d ON d.code = s.code ORDER BY s.line"
    )
    for line, code in rows:
        text = _("同じ企画回の行で、企画回名か公開日時が食い違っています。")
        yield Problem(line, "公開日時", code, text)


def apply_cycles(staging: Staging) -> dict[str, int]:
    """Write cycles and windows, and redraw the cycles that changed."""
    before = _as_it_stands(staging)
    cycles = catalog_actions.bring_cycles(
        staging, rows="SELECT min(line) AS line FROM {staging} GROUP BY code"
    )
    windows = staging.upsert(
        OrderWindow,
        key=["cycle_id", "course_id"],
        columns={
            "cycle_id": "c.id",
            "course_id": "k.id",
            "opens_at": "s.opens_at",
            "closes_at": "s.closes_at",
            "delivers_on": "s.delivers_on",
        },
        joins="JOIN catalog_cycle c ON c.code = s.code JOIN members_course k ON k.code = s.course",
    )
    after = _as_it_stands(staging)
    changed = sorted({row[0] for row in before ^ after} & {row[0] for row in before})
    if changed:
        catalog_actions.redraw(cycles=changed)
    return {_("企画回の追加・変更"): cycles, _("受付期間の追加・変更"): windows}


def _as_it_stands(staging: Staging) -> set[tuple]:
    return set(
        staging.fetch(
            "SELECT c.code, c.name, c.publishes_at, w.course_id, w.opens_at, w.closes_at, "
            "w.delivers_on FROM catalog_cycle c "
            "LEFT JOIN orders_orderwindow w ON w.cycle_id = c.id "
            "WHERE c.code IN (SELECT code FROM {staging})"
        )
    )


CYCLES = register(
    FeedKind(
        name="cycles",
        label=gettext_lazy("企画回"),
        row=CycleRow,
        order=20,
        mode=Mode.WHOLE,
        key=("code", "course"),
        scope="code",
        several_scopes=True,
        checks=[
            Check(
                "コースコード",
                gettext_lazy("登録のないコースです。"),
                "NOT EXISTS (SELECT FROM members_course c WHERE c.code = s.course)",
            ),
            Check(
                "締切",
                gettext_lazy("締め切った受付期間は変えられません。"),
                f"EXISTS (SELECT {_WINDOW} AND {_MOVED} "
                f"AND (w.closed_at IS NOT NULL OR w.closes_at <= {_NOW}))",
            ),
            Check(
                "締切",
                gettext_lazy("受付中の締切を、過ぎた日時にはできません。"),
                f"s.closes_at <= {_NOW} AND EXISTS (SELECT {_WINDOW} AND {_MOVED} "
                f"AND w.closed_at IS NULL AND w.closes_at > {_NOW})",
            ),
            Check(
                "公開日時",
                gettext_lazy("公開した企画回を、公開前には戻せません。"),
                f"s.publishes_at > {_NOW} AND EXISTS (SELECT FROM catalog_cycle c "
                f"WHERE c.code = s.code AND c.publishes_at <= {_NOW})",
            ),
        ],
        check=check_cycles,
        apply=apply_cycles,
    )
)
