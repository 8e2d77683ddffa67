"""What a quantity is changed with: stepper, order button, the choice after a stale page."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.drawing.controls import TARGETS, order_button, order_url
from catalog.queries.offers import OfferFacts
from orders.drawing.remarks import Remark
from orders.queries.offer_states import OfferState
from orders.queries.rounds import Round
from orders.refusals import AgeNotGiven, MayNotOrder, NoCourse
from todock.lib.pages.holes import filled


def stepper(state: OfferState, *, csrf: str, place: str = "card") -> SafeString:
    """Draw −, the number and ＋, which is off when nothing can be added."""
    return filled(
        "components/controls/stepper.html",
        {**_about(state.offer, csrf), "quantity": state.quantity},
        full=state.is_full,
        place=place,
        large=place == "detail",
        target=TARGETS[place],
    )


def button(offer: OfferFacts, *, csrf: str, place: str = "card") -> SafeString:
    """Draw the button 注文する, which orders one piece."""
    return order_button(
        cycle_code=offer.cycle_code,
        order_number=offer.order_number,
        name=offer.name,
        csrf=csrf,
        place=place,
    )


def stale_choice(
    offer: OfferFacts, remark: Remark, *, csrf: str, place: str = "card"
) -> SafeString:
    """Draw the two buttons of a page that was out of date: what was asked for, or what stands."""
    return filled(
        "components/controls/stale_choice.html",
        {**_about(offer, csrf), "wanted": remark.wanted, "stored": remark.stored},
        place=place,
        target=TARGETS[place],
        takes_off=not remark.wanted,
    )


def off(text: str, *, place: str = "card") -> SafeString:
    """Draw what stands in the place of a button that nobody can press, and why."""
    return filled("components/controls/off_button.html", {"text": text}, large=place == "detail")


def way_to_order(
    state: OfferState, remark: Remark | None, *, shut: str, csrf: str, place: str
) -> SafeString:
    """Draw the button 注文する, or what stands instead of it."""
    instead = instead_of_button(state, remark, shut=shut, csrf=csrf, place=place)
    return button(state.offer, csrf=csrf, place=place) if instead is None else instead


def instead_of_button(
    state: OfferState, remark: Remark | None, *, shut: str, csrf: str, place: str = "card"
) -> SafeString | None:
    """Draw what an item that is not on the order has where the button 注文する would be.

    None where nothing speaks against the button. ``shut`` is `shut_text`, '' while it is open.
    """
    if state.ended:
        return off(_("受付終了"), place=place)
    if shut:
        return off(shut, place=place)
    if remark and remark.stored is not None:
        return stale_choice(state.offer, remark, csrf=csrf, place=place)
    if isinstance(state.why_not, AgeNotGiven):
        address = reverse("catalog:item", args=[state.offer.cycle_code, state.offer.order_number])
        holes = {
            "address": address, "order_number": state.offer.order_number, "name": state.offer.name
        }  # fmt: skip
        return filled("components/controls/age_link.html", holes)
    return None


def shut_text(round_now: Round) -> str:
    """Say in two words why nothing can be ordered: before, after, not by this member; or ''."""
    if round_now.why_shut is None:
        return ""
    if isinstance(round_now.why_shut, MayNotOrder | NoCourse):
        return _("いまは注文できません")
    coming = round_now.next_window
    if round_now.is_preview or (coming is not None and coming.cycle_id == round_now.cycle.pk):
        return _("受付前")
    return _("受付終了")


def _about(offer: OfferFacts, csrf: str) -> dict[str, str]:
    return {
        "url": order_url(offer.cycle_code, offer.order_number),
        "order_number": offer.order_number,
        "name": offer.name,
        "csrf": csrf,
    }
