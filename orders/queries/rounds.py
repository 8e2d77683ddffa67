"""今回: what a request needs to know of the time, the windows and the member's order.

Read once a request and lazily: a page that does not ask pays no query. `orders.middleware` puts
it on the request as ``request.round()``.
"""

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from django.db import connection
from django.http import HttpRequest

from catalog.models import Cycle
from catalog.queries import allergens
from catalog.queries.allergens import Warned
from catalog.queries.offers import columns, parted
from members.models import Member
from members.registration.queries.preferences import preferences_of
from orders.models import OrderWindow
from orders.queries import fees
from orders.queries.lines import LineNow, lines_of, summary_of
from orders.rules import orderable
from orders.rules.pricing import NO_FEE, Fee, OrderSummary
from todock.lib import clock, dates
from todock.lib.refusals import Refusal

#: How far back and ahead a page looks for windows: a round takes three weeks.
_AROUND = timedelta(days=28)
_SESSION_KEY = "cycle"
_CODE = re.compile("[0-9]{7}")

#: The windows of a member's course, each with its cycle and the member's fee. An order that was
#: begun before a change of course keeps its window. A newcomer has none before her first cycle.
_WINDOWS = f"""
SELECT {columns("w", OrderWindow)}, {columns("c", Cycle)}, fee.fee_inc_tax, fee.tax_rate
FROM members_member m
JOIN orders_orderwindow own ON own.course_id = m.course_id
LEFT JOIN orders_order o ON o.member_id = m.id AND o.cycle_id = own.cycle_id
JOIN orders_orderwindow w ON w.id = COALESCE(o.window_id, own.id)
JOIN catalog_cycle c ON c.id = w.cycle_id
{fees.JOIN}
WHERE m.id = %s AND w.closes_at BETWEEN %s AND %s AND c.code >= m.first_cycle
ORDER BY w.closes_at
"""


def windows_around(member: Member, at: datetime) -> list[tuple[OrderWindow, Fee]]:
    """Return the windows of the member's course around ``at``, soonest deadline first.

    One query, with cycle and fee; plain SQL for the same reason as lines_of.
    """
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_WINDOWS, [member.pk, at - _AROUND, at + _AROUND])
        for row in cursor:
            window, window.cycle, (fee_inc_tax, fee_tax_rate) = parted(row, OrderWindow, Cycle)
            fee = NO_FEE if fee_inc_tax is None else Fee(fee_inc_tax, fee_tax_rate)
            found.append((window, fee))
    return found


@dataclass
class Round:
    """The round that a page speaks of. Everything beyond ``at`` and ``member`` is lazy."""

    at: datetime
    member: Member | None
    #: Cycle that the member chose, when several are open.
    chosen_code: str = ""
    #: Staff may look at a cycle that is not published yet.
    may_preview: bool = False

    @cached_property
    def _fees(self) -> dict[OrderWindow, Fee]:
        """The windows of the member's course around now, soonest deadline first, and their fee."""
        if self.member is None or self.member.course_id is None:
            return {}
        return dict(windows_around(self.member, self.at))

    @property
    def _around(self) -> list[OrderWindow]:
        return list(self._fees)

    @cached_property
    def windows(self) -> list[OrderWindow]:
        """Windows that are open for the member now, soonest deadline first."""
        return [window for window in self._around if orderable.is_open(window, self.at)]

    @cached_property
    def window(self) -> OrderWindow | None:
        """The open window that the page speaks of, or None."""
        if self._shown_cycle is not None:
            return next(
                (window for window in self.windows if window.cycle_id == self._shown_cycle.pk),
                None,
            )
        return self.windows[0] if self.windows else None

    @cached_property
    def last_window(self) -> OrderWindow | None:
        """The member's latest window whose deadline has passed."""
        passed = [
            window for window in self._around if window.closes_at <= self.at or window.closed_at
        ]
        return passed[-1] if passed else None

    @cached_property
    def next_window(self) -> OrderWindow | None:
        """The member's next window, which has not opened yet."""
        coming = (
            window
            for window in self._around
            if max(window.opens_at, window.cycle.publishes_at) > self.at
        )
        return next(coming, None)

    @cached_property
    def _shown_cycle(self) -> Cycle | None:
        """The chosen cycle, if it may be seen."""
        if not self.chosen_code:
            return None
        for window in self.windows:
            if window.cycle.code == self.chosen_code:
                return window.cycle
        cycles = Cycle.objects.all() if self.may_preview else Cycle.objects.visible(self.at)
        return cycles.filter(code=self.chosen_code).first()

    @cached_property
    def cycle(self) -> Cycle | None:
        """The cycle that the page speaks of.

        The chosen one, else the member's open one, else the one that closes soonest for any
        course, else the newest that is published.
        """
        if self._shown_cycle is not None:
            return self._shown_cycle
        if self.window is not None:
            return self.window.cycle
        anybodys = OrderWindow.objects.open(self.at).first()
        if anybodys is not None:
            return anybodys.cycle
        return Cycle.objects.visible(self.at).order_by("-publishes_at", "-code").first()

    @property
    def is_preview(self) -> bool:
        """Whether the page shows a cycle that members cannot see yet."""
        return self.cycle is not None and self.cycle.publishes_at > self.at

    @cached_property
    def lines(self) -> dict[int, LineNow]:
        """What the member ordered in this cycle, by offer id. One query."""
        if self.member is None or self.cycle is None:
            return {}
        return lines_of(self.member, self.cycle)

    @property
    def fee(self) -> Fee:
        """The fee of this order."""
        return NO_FEE if self.window is None else self.fee_of(self.window)

    def fee_of(self, window: OrderWindow) -> Fee:
        """The member's fee for an order of one of the windows around now."""
        return self._fees.get(window, NO_FEE)

    @cached_property
    def summary(self) -> OrderSummary:
        """品, 点 and yen of this order as it stands."""
        return summary_of(self.lines.values(), self.fee)

    @cached_property
    def time_left(self) -> str:
        """What is left until the deadline: 2日2時間; '' when nothing is open."""
        return dates.time_left_text(self.at, self.window.closes_at) if self.window else ""

    @cached_property
    def urgency(self) -> str:
        """How near the deadline is: '', 'soon' (24 hours), 'last' (3 hours) or 'over'."""
        if self.window is None:
            return "over"
        left = self.window.closes_at - self.at
        if left < timedelta(hours=3):
            return "last"
        return "soon" if left < timedelta(hours=24) else ""

    @cached_property
    def allergens(self) -> Sequence[Warned]:
        """The allergens that the member registered. One query, none where nothing is.

        The preferences come with the user.
        """
        codes = preferences_of(self.member).allergens if self.member else ()
        return allergens.of_codes(codes) if codes else ()

    @cached_property
    def why_shut(self) -> Refusal | None:
        """Why the member can change nothing of this cycle now; None when she can.

        None for a visitor, too, whom the button leads to the sign-in.
        """
        if self.member is None or self.window is not None:
            return self.member and orderable.why_not_member(self.member)
        of_cycle = (each for each in self._around if self.cycle and each.cycle_id == self.cycle.pk)
        window = next(of_cycle, None)
        return orderable.why_not_member(self.member) or orderable.why_not_window(window, self.at)

    def turned_to(self, cycle_code: str) -> "Round":
        """Return the round of the same member and hour that speaks of another cycle."""
        if self.cycle is not None and self.cycle.code == cycle_code:
            return self
        return Round(
            at=self.at,
            member=self.member,
            chosen_code=cycle_code,
            may_preview=self.may_preview,
        )

    def afresh(self) -> "Round":
        """Return this round with the order as it stands after a change."""
        fresh = copy(self)
        for name in ("lines", "summary"):
            fresh.__dict__.pop(name, None)
        return fresh


def begun(request: HttpRequest) -> Round:
    """Return the round of a request.

    ``?cycle=CODE`` chooses among several open cycles and is remembered in the session.
    """
    asked = request.GET.get("cycle", "")
    asked = asked if _CODE.fullmatch(asked) else ""
    kept = request.session.get(_SESSION_KEY, "")
    round_now = Round(
        at=clock.now(),
        member=request.member,
        chosen_code=asked or kept,
        may_preview=request.user.is_staff,
    )
    if asked and asked != kept and round_now._shown_cycle is not None:
        request.session[_SESSION_KEY] = asked
    elif kept and not asked and round_now.window is None and round_now.windows:
        # The cycle that was chosen is over; the one that is open now takes its place.
        del request.session[_SESSION_KEY]
        forgotten = replace(round_now, chosen_code="")
        forgotten.__dict__["_fees"] = round_now._fees
        return forgotten
    return round_now
