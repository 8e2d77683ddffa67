"""What pages know of points and orders together: the panel of the order, causes, goods."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Offer
from members.models import Member
from orders.models import PointsMode
from points.rules.earning import Goods

#: What was chosen and what it comes to on one order, and what the member has besides. Plain SQL,
#: because the order page asks it every time: the ORM puts two such joins together in a
#: millisecond.
_PANEL = f"""
SELECT COALESCE(o.points_mode, '{PointsMode.NONE}'), COALESCE(o.points_wanted, 0),
    COALESCE(o.points_used, 0), COALESCE(a.available, 0), clock_timestamp()
FROM members_member m
LEFT JOIN orders_order o ON o.member_id = m.id AND o.cycle_id = %s
LEFT JOIN points_account a ON a.member_id = m.id AND a.closed_at IS NULL
WHERE m.id = %s
"""


class PointsPanel(NamedTuple):
    """Points on one order, as its page shows them."""

    mode: str
    wanted: int
    used: int
    #: What is available besides what this order uses.
    available: int
    #: As of when (docs/domain.md rule 17).
    at: datetime

    @property
    def at_hand(self) -> int:
        """What the member may use on this order, as far as points go."""
        return self.available + self.used

    @property
    def is_reduced(self) -> bool:
        """Whether fewer are used than were asked for."""
        return self.mode == PointsMode.NUMBER and self.used < self.wanted

    @property
    def unit(self) -> int:
        """Points are used in multiples of this."""
        return settings.POINTS_UNIT

    @property
    def least(self) -> int:
        """The fewest points that are used."""
        return max(settings.POINTS_LEAST, settings.POINTS_UNIT, 1)


def panel_of(member: Member, cycle_id: int) -> PointsPanel:
    """Return the points of ``member`` and of her order in a cycle, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_PANEL, [cycle_id, member.pk])
        return PointsPanel._make(cursor.fetchone())


class Cause(NamedTuple):
    """What an entry of the ledger came from, and where the member sees it."""

    text: str
    url: str


def cause_of(subject: str, member: Member) -> Cause | None:
    """Return the order of ``member`` that a subject of the ledger names; None for others."""
    kind, _colon, number = subject.partition(":")
    if kind != "order" or not number.isdigit():
        return None
    order = member.orders.select_related("cycle").filter(pk=number).first()
    if order is None:
        return None
    return Cause(
        text=_("%(cycle)sの注文") % {"cycle": order.cycle.name},
        url=reverse("orders:order_of", args=[order.cycle.code]),
    )


def goods_of(cycle_code: str, order_number: str, quantity: int) -> tuple[str, Goods] | None:
    """Return name and Goods of an offer, for the try-out of a campaign; None when there is none."""
    offer = (
        Offer.objects.filter(cycle__code=cycle_code, order_number=order_number)
        .select_related("product__category")
        .first()
    )
    if offer is None:
        return None
    goods = Goods(
        ex_tax=offer.price_ex_tax * quantity,
        cycle_code=cycle_code,
        order_number=order_number,
        category_path=offer.product.category.path,
        alcohol=offer.product.alcohol,
    )
    return str(offer.product).strip(), goods
