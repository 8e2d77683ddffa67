"""What a visitor wanted to order: kept through the sign-in, ordered only by a second press."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.drawing import offer_card
from catalog.drawing.controls import order_url
from catalog.models import Offer
from catalog.queries.offers import facts_of, offer_in
from orders import age
from orders.drawing import notes
from orders.forms import BirthDateForm, LineForm
from orders.queries import offer_states
from todock.lib import clock
from todock.lib.pages.ways import for_members, way_back

_KEY = "pending_order"


def remember(request: HttpRequest, offer: Offer, form: LineForm) -> None:
    """Keep item, quantity and page in the session until the visitor has signed in."""
    quantity = form.cleaned_data.get("quantity") if form.is_valid() else None
    item = reverse("catalog:item", args=[offer.cycle.code, offer.order_number])
    request.session[_KEY] = {
        "cycle": offer.cycle.code,
        "order_number": offer.order_number,
        "quantity": max(quantity or 1, 1),
        "next": way_back(request, item, f"p-{offer.order_number}"),
    }


def forget(request: HttpRequest, offer: Offer) -> None:
    """Let go of what was kept, once the same item is ordered."""
    kept = request.session.get(_KEY)
    if kept and kept["order_number"] == offer.order_number:
        del request.session[_KEY]


@require_safe
@for_members
def pending(request: HttpRequest) -> HttpResponse:
    """Show the item and the quantity that was kept, with one button that orders it."""
    kept = request.session.get(_KEY)
    if not kept:
        return redirect("storefront:home")
    offer = offer_in(kept["cycle"], kept["order_number"], at=clock.now(), preview=False)
    if offer is None:
        del request.session[_KEY]
        raise Http404
    return render(request, "orders/pending.html", _shown(request, offer, kept))


def _shown(request: HttpRequest, offer: Offer, kept: dict) -> dict:
    """What the page says: what is kept, held against the member's order as it stands."""
    round_now = request.round().turned_to(offer.cycle.code)
    age_known = age.remembered(request) is not None
    facts = facts_of(offer)
    state = offer_states.states_of(round_now, [facts], age_known=age_known)[offer.pk]
    # Where nothing can be added it is asked for all the same: the refusal says why.
    quantity = state.quantity + (min(kept["quantity"], state.more) or kept["quantity"])
    return {
        "offer": offer,
        "price": offer_card.plain_price(offer),
        "pieces": kept["quantity"],
        "round": round_now,
        "shown": state.quantity,
        "quantity": quantity,
        "sum_text": notes.sum_text(state.quantity, quantity),
        "asks_age": offer.product.alcohol and not age_known,
        "birth_form": BirthDateForm(),
        "drinking_age": settings.DRINKING_AGE,
        "url": order_url(offer.cycle.code, offer.order_number),
        "back": kept["next"],
    }
