"""A member's own history as a file for spreadsheets."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from members.models import Member
from points.models import Transaction
from points.queries.history import Wanted, movements_of
from points.rules.movements import detail_of, title_of
from todock.lib import clock
from todock.lib.textfiles import spreadsheet

_AT_A_TIME = 500


def csv_lines(member: Member, wanted: Wanted) -> Iterator[str]:
    """Yield the lines of the file, the newest movement first."""
    head = [
        _("日付"),
        _("時刻"),
        _("内容"),
        _("場所・理由"),
        _("ポイントの増減"),
        _("予定のポイント"),
        _("スマちょこの増減（円）"),
        _("取引番号"),
    ]
    movements = wanted.among(movements_of(member)).iterator(chunk_size=_AT_A_TIME)
    return spreadsheet(head, map(_cells, movements))


def _cells(movement: Transaction) -> list[object]:
    at = clock.japan(movement.at)
    planned = not movement.change and not movement.prepaid_change
    return [
        f"{at:%Y-%m-%d}",
        f"{at:%H:%M}",
        title_of(movement, movement.change),
        detail_of(movement),
        movement.change,
        movement.points if planned else "",
        movement.prepaid_change or "",
        movement.key,
    ]
