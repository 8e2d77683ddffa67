"""How offers stand for a member now: the facts that pages draw from, computed once.

Cards, item page, order lines and number rows show them; what they decide by is rules.orderable.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from catalog.queries import allergens, stock
from catalog.queries.offers import OfferFacts
from orders.queries import past_purchases
from orders.queries.lines import LineNow
from orders.queries.past_purchases import LastBought
from orders.queries.rounds import Round
from orders.rules import orderable
from todock.lib.refusals import Refusal


@dataclass(frozen=True, slots=True)
class OfferState:
    """One offer for one member at one moment. A visitor has no line and no past."""

    offer: OfferFacts
    #: What is on the order of it, if anything.
    line: LineNow | None
    #: Why the offer itself has ended, whoever asks.
    ended: Refusal | None
    #: Why the member can change nothing of its cycle now.
    shut: Refusal | None
    #: Why no more of it can be ordered: one of these two, or a reason of the member's own.
    why_not: Refusal | None
    #: Pieces that one member may order.
    most: int
    #: Pieces that are left of a 企画数量 for everybody; None without one.
    left: int | None = None
    last_bought: LastBought | None = None
    #: Names of the registered allergens that it contains, and of those nothing is known of.
    contains: Sequence[str] = ()
    unknown: Sequence[str] = ()
    #: The day of the delivery of its window; None without one.
    delivers_on: date | None = None

    @property
    def arrives_on(self) -> date | None:
        """The day on which it comes when it is ordered now."""
        if self.delivers_on is None:
            return None
        return orderable.arrives_on(self.delivers_on, next_week=self.offer.next_week)

    @property
    def is_plain(self) -> bool:
        """Stands as it does for everybody: not ordered, nothing against it, nothing to tell."""
        return not (self.line or self.why_not or self.contains or self.last_bought)

    @property
    def quantity(self) -> int:
        """Pieces on the order."""
        return self.line.quantity if self.line else 0

    @property
    def more(self) -> int:
        """Pieces that can still be added, by the limit of the offer and by what is left of it."""
        if self.ended:
            return 0
        most = max(self.most - self.quantity, 0)
        return most if self.left is None else min(most, self.left)

    @property
    def fixed(self) -> bool:
        """The line came by paper or telephone, and is changed by telephone."""
        return self.line is not None and self.line.fixed

    @property
    def is_full(self) -> bool:
        """Nothing can be added to what is on the order, because of the offer or its limit."""
        return not self.more


def states_of(
    round_now: Round, offers: Sequence[OfferFacts], *, age_known: bool
) -> dict[int, OfferState]:
    """Return the state of each of ``offers``, all of one cycle, by offer id.

    Two queries: what is left (where something is limited), and what was bought before (members).
    ``age_known``: the birth date was typed rightly in this session.
    """
    limited = [offer.offer_id for offer in offers if offer.limited]
    left = stock.left_of(limited) if limited else {}
    past = {}
    if round_now.member is not None and offers:
        past = past_purchases.of_products(
            round_now.member,
            {offer.product_id for offer in offers},
            before=offers[0].cycle_code,
        )
    return {
        offer.offer_id: state_of(
            round_now,
            offer,
            round_now.lines.get(offer.offer_id),
            left=left.get(offer.offer_id),
            age_known=age_known,
            last_bought=past.get(offer.product_id),
        )
        for offer in offers
    }


def state_of(
    round_now: Round,
    offer: OfferFacts,
    line: LineNow | None,
    *,
    left: int | None,
    age_known: bool,
    last_bought: LastBought | None = None,
) -> OfferState:
    """Return the state of one offer, and its ``line``, from what is known. No query of its own."""
    member, window, warned = round_now.member, round_now.window, round_now.allergens
    most = orderable.most_pieces(offer.per_order_limit, most=settings.MOST_PIECES)
    is_sold_out = left is not None and left <= 0
    ended = orderable.why_not_offer(
        offer.ended(round_now.at, sold_out=is_sold_out), offer.closes_at
    )
    return OfferState(
        offer=offer,
        line=line,
        ended=ended,
        shut=round_now.why_shut,
        why_not=orderable.why_not(
            ended=ended,
            wanted=(line.quantity if line else 0) + 1,
            most=most,
            shut=round_now.why_shut,
            fixed=line is not None and line.fixed,
            needs_age=offer.alcohol and member is not None and not age_known,
        ),
        most=most,
        left=left,
        last_bought=last_bought,
        contains=allergens.contained(warned, offer.allergens) if warned else (),
        unknown=allergens.unknown(warned, offer.allergens) if warned else (),
        delivers_on=window and window.delivers_on,
    )
