"""One quantity of one item: the path that is used most."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from catalog.models import Offer
from catalog.queries.offers import offer_in
from orders import age, refusals
from orders.actions import quantities
from orders.forms import BirthDateForm, LineForm
from orders.views import answers, pending
from orders.views.answers import Tried
from todock.lib import clock
from todock.lib.pages.htmx import go_to
from todock.lib.pages.ways import way_in
from todock.lib.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def set_quantity(request: HttpRequest, cycle: str, order_number: str) -> HttpResponse:
    """Set or step the quantity of one offer on the order. A GET shows the item."""
    offer = offer_or_404(request, cycle, order_number)
    if request.method != "POST":
        return redirect("catalog:item", cycle, order_number)
    form = LineForm(request.POST)
    if request.member is None:
        pending.remember(request, offer, form)
        return go_to(request, way_in(request, reverse("orders:pending")))
    pending.forget(request, offer)
    return answers.answer(request, offer, form.place, try_change(request, offer, form))


def offer_or_404(request: HttpRequest, cycle: str, order_number: str) -> Offer:
    """Return the offer with product, cycle and stock, if this request may see it."""
    offer = offer_in(cycle, order_number, at=clock.now(), preview=request.user.is_staff)
    if offer is None:
        raise Http404
    return offer


def try_change(request: HttpRequest, offer: Offer, form: LineForm) -> Tried:
    """Call the action with what was typed; a refusal comes back as a value."""
    if not form.is_valid():
        return Tried(refusal=refusals.NotAQuantity(form.problem))
    birth_form = None
    born_on = age.remembered(request)
    if BirthDateForm.was_sent(request.POST):
        birth_form = BirthDateForm(request.POST)
        if not birth_form.is_valid():
            return Tried(refusal=refusals.AgeNotGiven(), birth_form=birth_form)
        born_on = birth_form.cleaned_data["born_on"]
    wish = form.wish
    act = quantities.step_quantity if "step" in wish else quantities.set_quantity
    try:
        change = act(member=request.member, offer=offer, by=request.user, born_on=born_on, **wish)
    except refusals.AgeNotGiven as refusal:
        if birth_form is not None:
            birth_form.add_error("birth_year", refusal.message)
        return Tried(refusal=refusal, birth_form=birth_form)
    except Refusal as refusal:
        return Tried(refusal=refusal, birth_form=birth_form)
    if born_on is not None and offer.product.alcohol:
        age.remember(request, born_on)
    return Tried(change=change)
