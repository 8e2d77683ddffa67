"""今回の注文 as a page shows it: lines by temperature zone, figures, limit, points. Facts only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from catalog.models import Cycle, TemperatureZone
from members.models import Member
from orders.models import OrderTotal, OrderWindow
from orders.queries import offer_states
from orders.queries.history import frozen_totals
from orders.queries.lines import LineNow, lines_of, summary_of
from orders.queries.offer_states import OfferState
from orders.queries.points import PointsPanel, panel_of
from orders.queries.purchase_limit import Room, room_of
from orders.queries.rounds import Round
from orders.rules.pricing import OrderSummary, spread_points
from todock.lib.money import RateTotal

#: The order in which boxes are unpacked.
ZONE_ORDER = [TemperatureZone.CHILLED, TemperatureZone.FROZEN, TemperatureZone.AMBIENT]


class Paid(NamedTuple):
    """What is paid of one tax rate once points are taken off, in yen with tax."""

    tax_rate: int
    points: int
    yen: int


class Zone(NamedTuple):
    """The lines of one temperature zone."""

    zone: TemperatureZone
    lines: list[LineNow]

    @property
    def items(self) -> int:
        """品: how many different goods."""
        return len(self.lines)

    @property
    def pieces(self) -> int:
        """点: how many goods."""
        return sum(line.quantity for line in self.lines)


@dataclass
class Sheet:
    """The order of a member in one cycle. Lazy: a page reads what it shows."""

    #: The round of the request, for what it has read already.
    round: Round
    member: Member
    cycle: Cycle
    window: OrderWindow
    #: Whether the member may change it now, as far as the page knows.
    is_open: bool

    @cached_property
    def lines(self) -> dict[int, LineNow]:
        """The lines by offer id."""
        if self.round.cycle is not None and self.round.cycle.pk == self.cycle.pk:
            return self.round.lines
        return lines_of(self.member, self.cycle)

    @cached_property
    def frozen(self) -> list[OrderTotal]:
        """The totals that were frozen at the deadline; none before the order is closed."""
        return [] if self.is_open else frozen_totals(self.member, self.cycle.code)

    @cached_property
    def summary(self) -> OrderSummary:
        """品, 点 and yen: as they stand, or as they were frozen."""
        if self.frozen:
            return _frozen_summary(self.frozen, self.lines.values())
        if self.round.window == self.window:
            return self.round.summary
        return summary_of(self.lines.values(), self.round.fee_of(self.window))

    @cached_property
    def zones(self) -> list[Zone]:
        """The zones that hold goods, chilled first."""
        by_zone = {zone: [] for zone in ZONE_ORDER}
        for line in self.lines.values():
            by_zone[line.zone].append(line)
        return [Zone(zone, lines) for zone, lines in by_zone.items() if lines]

    def zone(self, zone: int) -> Zone:
        """One zone, with or without goods."""
        return next((each for each in self.zones if each.zone == zone), Zone(zone, []))

    def state_of(self, line: LineNow, *, age_known: bool) -> OfferState:
        """How the offer of one of the lines stands for the member now. No query."""
        return offer_states.state_of(
            self.round, line.facts(self.cycle), line, left=line.left, age_known=age_known
        )

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


def sheet_now(round_now: Round) -> Sheet | None:
    """Return the sheet of the open cycle; between two cycles that of the one just closed."""
    window = round_now.window or (None if round_now.windows else round_now.last_window)
    if window is None:
        return None
    is_open = round_now.window is not None
    return Sheet(round_now, round_now.member, window.cycle, window, is_open)


def sheet_of(round_now: Round, cycle_code: str) -> Sheet | None:
    """Return the sheet of one cycle while it is open or just closed, or None.

    ``round_now`` speaks of that cycle.
    """
    for window in (round_now.window, round_now.last_window):
        if window is not None and window.cycle.code == cycle_code:
            is_open = window is round_now.window
            return Sheet(round_now, round_now.member, window.cycle, window, is_open)
    return None


def sheet_told_of(round_now: Round) -> Sheet | None:
    """Return the closed order that pages tell of: the chosen cycle's, or the one just closed."""
    if not round_now.windows:
        return sheet_now(round_now)
    code = round_now.cycle.code
    return sheet_of(round_now, code) or sheet_of_closed(round_now, code)


def sheet_of_closed(round_now: Round, cycle_code: str) -> Sheet | None:
    """Return the sheet of a closed order of this member, or None."""
    frozen = frozen_totals(round_now.member, cycle_code)
    if not frozen:
        return None
    order = frozen[0].order
    sheet = Sheet(round_now, round_now.member, order.cycle, order.window, False)
    sheet.frozen = frozen
    return sheet


def _frozen_summary(frozen: list[OrderTotal], lines: Iterable[LineNow]) -> OrderSummary:
    lines = list(lines)
    items, pieces = len(lines), sum(line.quantity for line in lines)
    totals = [RateTotal(total.tax_rate, total.ex_tax, total.tax) for total in frozen]
    order = frozen[0].order
    return OrderSummary(items, pieces, totals, order.fee_inc_tax, order.fee_tax_rate)
