"""What pages know of points and orders together: the panel of the order, causes, goods."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import FilteredRelation, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Offer
from members.models import Member
from orders.models import PointsMode
from points.rules.earning import Goods


class PointsPanel(NamedTuple):
    """Points on one order, as its page shows them."""

    mode: str
    wanted: int
    used: int
    #: What is available besides what this order uses.
    available: int
    #: As of when (domain.md rule 17).
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
    found = Member.objects.annotate(
        this_order=FilteredRelation("orders", condition=Q(orders__cycle=cycle_id)),
        open_account=FilteredRelation("points", condition=Q(points__closed_at=None)),
    ).values_list(
        "this_order__points_mode",
        "this_order__points_wanted",
        "this_order__points_used",
        "open_account__available",
        Now(),
    )
    mode, wanted, used, available, at = found.get(pk=member.pk)
    return PointsPanel(mode or PointsMode.NONE, wanted or 0, used or 0, available or 0, at)


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
