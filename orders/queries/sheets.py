"""今回の注文 as a page shows it: lines by temperature zone, figures, limit, what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString

from catalog.drawing import offer_card
from catalog.models import Cycle, TemperatureZone
from members.models import Member
from orders.drawing.event_log import draw_log, events_of
from orders.drawing.lines import LineDrawer
from orders.drawing.member_side import round_of
from orders.models import OrderTotal, OrderWindow
from orders.queries import rounds
from orders.queries.points import PointsPanel, panel_of
from orders.queries.purchase_limit import Room, room_of
from orders.queries.rounds import LineNow
from orders.rules.pricing import OrderSummary, spread_points
from todock.lib.money import RateTotal

#: The order in which boxes are unpacked.
ZONE_ORDER = [TemperatureZone.CHILLED, TemperatureZone.FROZEN, TemperatureZone.AMBIENT]
#: Changes of an order that the page lists, the newest first.
_MOST_EVENTS = 100


class Paid(NamedTuple):
    """What is paid of one tax rate once points are taken off, in yen with tax."""

    tax_rate: int
    points: int
    yen: int


class Zone(NamedTuple):
    """The lines of one temperature zone."""

    zone: TemperatureZone
    #: Part of the class name, and the icon.
    kind: str
    sign: str
    #: The lines, drawn.
    html: SafeString
    items: int
    pieces: int


@dataclass
class Sheet:
    """The order of a member in one cycle. Lazy: a page reads what it shows."""

    member: Member
    cycle: Cycle
    window: OrderWindow
    #: Whether the member may change it now, as far as the page knows.
    is_open: bool
    request: HttpRequest

    @cached_property
    def lines(self) -> dict[int, LineNow]:
        """The lines by offer id."""
        round_now = rounds.current(self.request)
        if round_now.cycle is not None and round_now.cycle.pk == self.cycle.pk:
            return round_now.lines
        return rounds.lines_of(self.member, self.cycle)

    @cached_property
    def frozen(self) -> list[OrderTotal]:
        """The totals that were frozen at the deadline; none before the order is closed."""
        return [] if self.is_open else frozen_totals(self.member, self.cycle.code)

    @cached_property
    def summary(self) -> OrderSummary:
        """品, 点 and yen: as they stand, or as they were frozen."""
        if self.frozen:
            return _frozen_summary(self.frozen, self.lines.values())
        round_now = rounds.current(self.request)
        if round_now.window == self.window:
            return round_now.summary
        return rounds.summary_of(self.lines.values(), round_now.fee_of(self.window))

    @cached_property
    def zones(self) -> list[Zone]:
        """The zones that hold goods, chilled first."""
        drawer = LineDrawer(self.request, self.cycle, is_open=self.is_open)
        found = []
        for zone in ZONE_ORDER:
            lines = [line for line in self.lines.values() if line.zone == zone]
            if lines:
                html = drawer.draw_all(lines)
                found.append(Zone(zone, *offer_card.ZONES[zone], html, *counts(lines)))
        return found

    def zone_figures(self, zone: int) -> Zone | None:
        """The heading of one zone without its lines; None when it is empty."""
        lines = [line for line in self.lines.values() if line.zone == zone]
        if not lines:
            return None
        kind = TemperatureZone(zone)
        return Zone(kind, *offer_card.ZONES[kind], SafeString(), *counts(lines))

    @cached_property
    def saved_at(self) -> datetime | None:
        """When the order was last changed."""
        return max((line.updated_at for line in self.lines.values()), default=None)

    @cached_property
    def room(self) -> Room | None:
        """The purchase limit, while it matters: until the deadline."""
        return room_of(self.member) if self.is_open else None

    @cached_property
    def points(self) -> PointsPanel:
        """How points are used on the order, and what the member has."""
        return panel_of(self.member, self.cycle.pk)

    @cached_property
    def paid(self) -> list[Paid]:
        """What is paid per rate: as frozen, or as points spread over the goods now."""
        if self.frozen:
            parts = {total.tax_rate: total.points for total in self.frozen}
        else:
            goods = self.summary.goods
            # A feed may have made goods cheaper since: the closing releases what is too much.
            parts = spread_points(min(self.points.used, sum(goods.values())), goods)
        return [
            Paid(total.tax_rate, parts[total.tax_rate], total.inc_tax - parts[total.tax_rate])
            for total in self.summary.totals
        ]

    @property
    def points_used(self) -> int:
        """Points that pay a part of the order."""
        return sum(part.points for part in self.paid)

    @property
    def to_pay(self) -> int:
        """Yen with tax, fee and points."""
        return sum(part.yen for part in self.paid)

    @cached_property
    def log(self) -> SafeString:
        """What happened to the order, the newest first, drawn."""
        events = events_of(self.member, self.cycle, most=_MOST_EVENTS)
        return draw_log(events, self.request.user)


def sheet_now(request: HttpRequest) -> Sheet | None:
    """Return the sheet of the open cycle; between two cycles that of the one just closed."""
    round_now = rounds.current(request)
    window = round_now.window or (None if round_now.windows else round_now.last_window)
    if window is None:
        return None
    return Sheet(round_now.member, window.cycle, window, round_now.window is not None, request)


def sheet_of(request: HttpRequest, cycle_code: str) -> Sheet | None:
    """Return the sheet of one cycle while it is open or just closed, or None."""
    round_now = round_of(request, cycle_code)
    for window in (round_now.window, round_now.last_window):
        if window is not None and window.cycle.code == cycle_code:
            is_open = window is round_now.window
            return Sheet(round_now.member, window.cycle, window, is_open, request)
    return None


def sheet_of_closed(request: HttpRequest, cycle_code: str) -> Sheet | None:
    """Return the sheet of a closed order of this member, or None."""
    frozen = frozen_totals(request.member, cycle_code)
    if not frozen:
        return None
    order = frozen[0].order
    sheet = Sheet(request.member, order.cycle, order.window, False, request)
    sheet.frozen = frozen
    return sheet


def frozen_totals(member: Member, cycle_code: str) -> list[OrderTotal]:
    """Return the totals of a closed order of ``member`` with the order itself, in one query."""
    return list(
        OrderTotal.objects.filter(
            order__member=member,
            order__cycle__code=cycle_code,
            order__closed_at__isnull=False,
        )
        .select_related("order__cycle", "order__window")
        .order_by("tax_rate")
    )


def counts(lines: Iterable[LineNow]) -> tuple[int, int]:
    """Return 品 and 点."""
    lines = list(lines)
    return len(lines), sum(line.quantity for line in lines)


def _frozen_summary(frozen: list[OrderTotal], lines: Iterable[LineNow]) -> OrderSummary:
    items, pieces = counts(lines)
    totals = [RateTotal(total.tax_rate, total.ex_tax, total.tax) for total in frozen]
    order = frozen[0].order
    return OrderSummary(items, pieces, totals, order.fee_inc_tax, order.fee_tax_rate)
