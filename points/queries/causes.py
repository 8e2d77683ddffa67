"""Where a movement of points came from, and which lots it took from and filled. Reads only."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, Sum
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from members.models import Member
from points.models import Adjustment, Lot, Sale, Transaction
from points.queries.history import movements_of
from points.rules import movements

Kind, Source = Transaction.Kind, Transaction.Source


class Part(NamedTuple):
    """Points of one lot, as one movement took them out (positive) or put them back."""

    points: int
    #: The last day on which they can be used, or could be; None never ends.
    expires_on: date | None
    #: The movement that they first came with.
    origin_id: int
    origin: str
    came_at: datetime

    @property
    def back(self) -> int:
        """How many points were put back."""
        return -self.points


@dataclass
class Opened:
    """One movement of a member's points with everything that explains it. Lazy."""

    member: Member
    movement: Transaction
    title: str = field(init=False)
    detail: str = field(init=False)

    def __post_init__(self) -> None:
        self.title = movements.title_of(self.movement, self.movement.change)
        self.detail = movements.detail_of(self.movement)

    @property
    def planned(self) -> bool:
        """Whether what the member has stayed as it was."""
        return not self.movement.change and not self.movement.prepaid_change

    @property
    def amount(self) -> int:
        """The points that it was about, where nothing changed."""
        return abs(self.movement.points)

    @property
    def expired(self) -> bool:
        """Whether the points that it took had come to their end."""
        return self.movement.kind == Kind.EXPIRE and self.movement.source == Source.EXPIRY

    @cached_property
    def cause(self) -> object | None:
        """The order, with ``text`` and ``url``; None for other causes."""
        subject = self.movement.subject
        if not subject or self.movement.kind == Kind.DONATE:
            return None
        return import_string(settings.POINTS_CAUSE)(subject, self.member)

    @cached_property
    def sale(self) -> Sale | None:
        """The purchase in a shop that earned the points, when the shop told us of it."""
        feed, _colon, rest = self.movement.key.partition(":")
        # What follows the number: E, P or A, and after that how it came to be real.
        number, _colon, kind = rest.partition(":")
        if feed != "feed" or not kind.startswith(("E", "P", "A")):
            return None
        return Sale.objects.filter(member=self.member, number=number).first()

    @cached_property
    def correction(self) -> Adjustment | None:
        """What staff decided; who it was is not for the member."""
        if self.movement.kind != Kind.ADJUST or self.movement.source != Source.STAFF:
            return None
        return Adjustment.objects.filter(transaction=self.movement).first()

    @property
    def other_side(self) -> str:
        """Where points that were moved went or came from, without naming anybody."""
        if self.movement.kind != Kind.TRANSFER or self.movement.source == Source.DELIVERY:
            return ""
        given = self.movement.change < 0
        if self.movement.source == Source.MERGE:
            return _("いまの組合員番号へ") if given else _("前の組合員番号から")
        return _("ご家庭の本証へ") if given else _("ご家庭の家族証から")

    @cached_property
    def parts(self) -> list[Part]:
        """The lots that it took points from or put them back into; of a use, those held for it."""
        movement = self.movement
        uses = Q(uses__transaction=movement)
        if movement.kind == Kind.SPEND:
            uses = Q(
                uses__transaction__subject=movement.subject,
                uses__transaction__kind__in=[Kind.HOLD, Kind.RELEASE],
            )
        lots = (
            Lot.objects.filter(uses, account__member=self.member)
            .annotate(moved=Sum("uses__points"))
            .exclude(moved=0)
            .select_related("transaction")
            .order_by("expires_on", "pk")
        )
        return [_part(lot) for lot in lots]

    @property
    def taken(self) -> list[Part]:
        """The lots that it took points from."""
        return [part for part in self.parts if part.points > 0]

    @property
    def returned(self) -> list[Part]:
        """The lots that it put points back into."""
        return [part for part in self.parts if part.points < 0]

    @cached_property
    def filled(self) -> list[Lot]:
        """The lots that came of it."""
        if self.movement.change < 0 or self.movement.kind in {Kind.HOLD, Kind.SPEND}:
            return []
        lots = Lot.objects.filter(transaction=self.movement, account__member=self.member)
        return list(lots.order_by("expires_on", "pk"))


def _part(lot: Lot) -> Part:
    origin = lot.transaction
    return Part(lot.moved, lot.expires_on, origin.pk, movements.title_of(origin, 1), origin.at)


def open_movement(member: Member, movement_id: int) -> Opened | None:
    """Return one movement of the member's own account, or None."""
    movement = movements_of(member).filter(pk=movement_id).first()
    return Opened(member, movement) if movement else None
