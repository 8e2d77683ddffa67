"""今回: what a request needs to know of the time, the windows and the member's order.

Read once a request and lazily: a page that does not ask pays no query.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import NamedTuple

from django.db import connection
from django.db.models import Model
from django.http import HttpRequest

from catalog.models import Cycle, Offer, OfferStock, Product
from members.models import Member
from orders.models import Channel, Order, OrderWindow
from orders.queries import fees
from orders.rules.pricing import NO_FEE, Fee, OrderSummary, PricedLine, summarise
from todock.lib import clock

#: How far back and ahead a page looks for windows: a round takes three weeks.
_AROUND = timedelta(days=28)
_SESSION_KEY = "cycle"
_CODE = re.compile("[0-9]{7}")


class LineNow(NamedTuple):
    """A line of the order as pages need it. Prices are the offer's until the order is closed."""

    offer_id: int
    quantity: int
    channel: str
    standing: bool
    updated_at: datetime
    order_number: str
    product_id: int
    name: str
    spec: str
    zone: int
    price_ex_tax: int
    price_inc_tax: int
    tax_rate: int
    alcohol: bool
    #: As Product.allergens.
    allergens: str
    per_order_limit: int | None
    withdrawn: bool
    #: Of the picture: None when it has not arrived.
    picture_folder: str | None
    picture_width: int | None
    picture_height: int | None

    @property
    def picture(self) -> tuple[str, int, int] | None:
        """Folder, width and height of the picture."""
        if self.picture_folder is None:
            return None
        return self.picture_folder, self.picture_width, self.picture_height

    @property
    def subtotal(self) -> int:
        """Yen with tax, as the prices on the cards add up."""
        return self.price_inc_tax * self.quantity

    @property
    def fixed(self) -> bool:
        """Came by paper or telephone: not changed on the web."""
        return self.channel != Channel.WEB


#: Frozen prices go before the offer's, so that a closed order never changes.
_LINES = """
SELECT l.offer_id, l.quantity, l.channel, l.standing, l.updated_at, f.order_number, f.product_id,
    p.name, p.spec, p.zone, COALESCE(l.price_ex_tax, f.price_ex_tax),
    COALESCE(l.price_inc_tax, f.price_inc_tax), COALESCE(l.tax_rate, p.tax_rate), p.alcohol,
    p.allergens, f.per_order_limit, f.withdrawn_at IS NOT NULL, pic.folder, pic.width, pic.height
FROM orders_order o
JOIN orders_orderline l ON l.order_id = o.id
JOIN catalog_offer f ON f.id = l.offer_id
JOIN catalog_product p ON p.id = f.product_id
LEFT JOIN catalog_picture pic ON pic.image_key = p.image_key AND p.image_key <> ''
WHERE o.member_id = %s AND o.cycle_id = %s
ORDER BY f.order_number
"""


def lines_of(member: Member, cycle: Cycle) -> dict[int, LineNow]:
    """Return the member's lines in ``cycle`` by offer id, in one query.

    Plain SQL, because every page of a member asks it: the ORM takes three times as long.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [member.pk, cycle.pk])
        return {row[0]: LineNow._make(row) for row in cursor}


def _columns(alias: str, model: type[Model]) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _parted(row: tuple, *models: type[Model]) -> tuple:
    """Return an instance of each model from the columns of a row, and what is left of the row."""
    made = []
    for model in models:
        width = len(_names(model))
        made.append(model.from_db("default", _names(model), row[:width]))
        row = row[width:]
    return *made, row


#: The windows of a member's course, each with its cycle and the member's fee. An order that was
#: begun before a change of course keeps its window. A newcomer has none before her first cycle.
_WINDOWS = f"""
SELECT {_columns("w", OrderWindow)}, {_columns("c", Cycle)}, fee.fee_inc_tax, fee.tax_rate
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
            window, window.cycle, (fee_inc_tax, fee_tax_rate) = _parted(row, OrderWindow, Cycle)
            fee = NO_FEE if fee_inc_tax is None else Fee(fee_inc_tax, fee_tax_rate)
            found.append((window, fee))
    return found


def summary_of(lines: Iterable[LineNow], fee: Fee) -> OrderSummary:
    """Add up lines as pages show them."""
    return summarise(
        (PricedLine(line.quantity, line.price_ex_tax, line.tax_rate) for line in lines), fee
    )


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
        return [
            window
            for window in self._around
            if window.opens_at <= self.at < window.closes_at
            and window.closed_at is None
            and window.cycle.publishes_at <= self.at
        ]

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
        return clock.time_left_text(self.at, self.window.closes_at) if self.window else ""

    @cached_property
    def urgency(self) -> str:
        """How near the deadline is: '', 'soon' (24 hours), 'last' (3 hours) or 'over'."""
        if self.window is None:
            return "over"
        left = self.window.closes_at - self.at
        if left < timedelta(hours=3):
            return "last"
        return "soon" if left < timedelta(hours=24) else ""

    def forget_order(self) -> None:
        """Read the order afresh: after an action, before the answer is drawn."""
        self.__dict__.pop("lines", None)
        self.__dict__.pop("summary", None)


def current(request: HttpRequest) -> Round:
    """Return the round of this request, made once.

    ``?cycle=CODE`` chooses among several open cycles and is remembered in the session.
    """
    round_now = getattr(request, "_round", None)
    if round_now is None:
        asked = request.GET.get("cycle", "")
        asked = asked if _CODE.fullmatch(asked) else ""
        chosen = asked or request.session.get(_SESSION_KEY, "")
        round_now = Round(
            at=clock.now(),
            member=getattr(request, "member", None),
            chosen_code=chosen,
            may_preview=request.user.is_staff,
        )
        request._round = round_now
        _remember(request, round_now, asked)
    return round_now


def _remember(request: HttpRequest, round_now: Round, asked: str) -> None:
    kept = request.session.get(_SESSION_KEY, "")
    if asked and asked != kept and round_now._shown_cycle is not None:
        request.session[_SESSION_KEY] = asked
    elif kept and not asked and round_now.window is None and round_now.windows:
        # The cycle that was chosen is over; the one that is open now takes its place.
        del request.session[_SESSION_KEY]
        round_now.chosen_code = ""
        for name in ("_shown_cycle", "window", "cycle"):
            round_now.__dict__.pop(name, None)


def closed_orders(member: Member) -> Iterable[Order]:
    """Return the member's orders whose window is closed, newest first."""
    return (
        member.orders.filter(closed_at__isnull=False, lines__isnull=False)
        .distinct()
        .select_related("cycle", "window")
        .prefetch_related("totals")
        .order_by("-window__closes_at")
    )


def offer_in(cycle_code: str, order_number: str, *, at: datetime, preview: bool) -> Offer | None:
    """Return the offer with product, cycle and stock in one query; None when it may not be seen."""
    with connection.cursor() as cursor:
        cursor.execute(_OFFER, [cycle_code, order_number, preview, at])
        row = cursor.fetchone()
    if row is None:
        return None
    offer, product, cycle, (total_limit, taken) = _parted(row, Offer, Product, Cycle)
    offer.product, offer.cycle = product, cycle
    if total_limit is not None:
        offer.stock = OfferStock(offer, total_limit, taken)
    return offer


#: Every change of a quantity begins with this.
_OFFER = f"""
SELECT {_columns("f", Offer)}, {_columns("p", Product)}, {_columns("c", Cycle)},
    s.total_limit, s.taken
FROM catalog_cycle c
JOIN catalog_offer f ON f.cycle_id = c.id
JOIN catalog_product p ON p.id = f.product_id
LEFT JOIN catalog_offerstock s ON s.offer_id = f.id
WHERE c.code = %s AND f.order_number = %s AND (%s OR c.publishes_at <= %s)
"""
