"""What catalog pages show of the member: catalog.member_side.MemberSide."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as with_other

from django.http import HttpRequest
from django.utils.safestring import SafeString

from catalog.member_side import Slots
from catalog.models import Cycle, Offer
from catalog.queries.offers import OfferFacts, facts_of
from orders import age
from orders.drawing import on_cards, remarks
from orders.drawing.order_box import order_box
from orders.drawing.remarks import Remarks
from orders.forms import BirthDateForm
from orders.queries import offer_states, past_purchases
from orders.queries.rounds import Round


@dataclass(frozen=True)
class MemberSide:
    """The member's side of one page. Asks nothing until the page does."""

    request: HttpRequest
    round: Round
    remarks: Remarks
    birth_form: BirthDateForm | None = field(default=None)

    @property
    def cycle(self) -> Cycle | None:
        """The cycle that the page speaks of."""
        return self.round.cycle

    def turned_to(self, cycle_code: str) -> "MemberSide":
        """Return the side of the same member and hour that speaks of another cycle."""
        return with_other(self, round=self.round.turned_to(cycle_code))

    def past_product_ids(self) -> list[int]:
        """Return the products that this member ordered before, the most usual first."""
        return past_purchases.product_ids(self.round.member) if self.round.member else []

    def slots(self, offers: Sequence[OfferFacts]) -> dict[int, Slots]:
        """Return what the cards say of this member and this hour, by offer id."""
        if not offers:
            return {}
        round_now = self.round.turned_to(offers[0].cycle_code)
        age_known = age.remembered(self.request) is not None
        states = offer_states.states_of(round_now, offers, age_known=age_known)
        return on_cards.slots(self.request, round_now, states.values(), self.remarks)

    def order_box(self, offer: Offer) -> SafeString:
        """Draw the order box of the item page."""
        round_now = self.round.turned_to(offer.cycle.code)
        facts = facts_of(offer)
        age_known = age.remembered(self.request) is not None
        state = offer_states.states_of(round_now, [facts], age_known=age_known)[offer.pk]
        remark = self.remarks.get(offer.order_number)
        return order_box(
            self.request, round_now, offer, state, remark=remark, birth_form=self.birth_form
        )


def of_request(request: HttpRequest) -> MemberSide:
    """Return the member's side of a page: CATALOG_MEMBER_SIDE."""
    return MemberSide(request, request.round(), remarks.left(request))
