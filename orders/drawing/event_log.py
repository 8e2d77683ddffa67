"""注文の記録: what happened to an order, in words for its member."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from members.models import User
from orders.models import Channel, OrderEvent
from orders.queries.history import Event


class Told(NamedTuple):
    """An event in words: what, who, when."""

    what: str
    who: str
    at: datetime


def told(events: Iterable[Event], user: User) -> list[Told]:
    """Tell ``events`` to ``user``, in their order."""
    texts = {
        OrderEvent.Kind.ADDED: _("%(name)sを%(after)s点注文"),
        OrderEvent.Kind.CHANGED: _("%(name)sを%(before)s点から%(after)s点に変更"),
        OrderEvent.Kind.REMOVED: _("%(name)s（%(before)s点）を取り消し"),
        OrderEvent.Kind.CLOSED: _("締め切りました"),
        OrderEvent.Kind.POINTS: _("使うポイントを変更（%(name)s）"),
    }
    found = []
    for event in events:
        values = {
            "name": event.name,
            "before": event.quantity_before,
            "after": event.quantity_after,
        }
        who = _who(event.by_id, event.channel, user)
        found.append(Told(texts[event.kind] % values, who, event.at))
    return found


def _who(by_id: int | None, channel: str, user: User) -> str:
    if by_id == user.pk:
        return _("あなた")
    if channel == Channel.PAPER:
        return _("紙の注文書")
    if channel == Channel.TELEPHONE or by_id is not None:
        return _("電話窓口")
    return _("トドック")
