"""注文の記録: what happened to an order, read and drawn for its member."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from catalog.models import Cycle
from members.models import Member, User
from orders.models import Channel, OrderEvent
from todock.lib.templatetags.todock import instant

_EVENTS = """
SELECT e.at, e.by_id, e.channel, e.kind, e.name, e.quantity_before, e.quantity_after
FROM orders_order o JOIN orders_orderevent e ON e.order_id = o.id
WHERE o.member_id = %s AND o.cycle_id = %s
ORDER BY e.id DESC LIMIT %s
"""


class Logged(NamedTuple):
    """What the log tells of an event."""

    at: datetime
    by_id: int | None
    channel: str
    kind: str
    name: str
    before: int
    after: int


def events_of(member: Member, cycle: Cycle, *, most: int) -> list[Logged]:
    """Return the latest events of the member's order in ``cycle``, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [member.pk, cycle.pk, most])
        return [Logged._make(row) for row in cursor]


def draw_log(events: Iterable[Logged], user: User) -> SafeString:
    """Draw what happened: what, who, when."""
    texts = {
        OrderEvent.Kind.ADDED: _("%(name)sを%(after)s点注文"),
        OrderEvent.Kind.CHANGED: _("%(name)sを%(before)s点から%(after)s点に変更"),
        OrderEvent.Kind.REMOVED: _("%(name)s（%(before)s点）を取り消し"),
        OrderEvent.Kind.CLOSED: _("締め切りました"),
        OrderEvent.Kind.POINTS: _("使うポイントを変更（%(name)s）"),
    }
    rows = []
    for event in events:
        what = texts[event.kind] % {
            "name": escape(event.name),
            "before": event.before,
            "after": event.after,
        }
        rows.append(_log_row(what, _who(event.by_id, event.channel, user), event.at))
    return mark_safe("".join(rows))  # noqa: S308 (every value is escaped)


def _log_row(what: str, who: str, at: datetime) -> str:
    return (
        f'<li><div><p>{what}</p><p class="s muted">{who}</p></div>'
        f'<time datetime="{at.isoformat(timespec="seconds")}">{instant(at)}</time></li>'
    )


def _who(by_id: int | None, channel: str, user: User) -> str:
    if by_id == user.pk:
        return _("あなた")
    if channel == Channel.PAPER:
        return _("紙の注文書")
    if channel == Channel.TELEPHONE or by_id is not None:
        return _("電話窓口")
    return _("トドック")
