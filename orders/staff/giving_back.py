"""Giving points back that an order used: the form on the page of a closed order."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.logged_pages import log_looks
from members.models import AccessLog
from orders.actions import points as points_actions
from orders.models import Order
from orders.staff.forms import GiveBackForm
from todock.lib import clock, money
from todock.lib.refusals import Refusal
from todock.lib.staff.pages import must, show, write_down_deed


def may_give_back(request: HttpRequest, order: Order | None) -> bool:
    """Say whether the person may give back points of ``order``: closed, and some were used."""
    return (
        order is not None
        and order.closed_at is not None
        and order.points_used > 0
        and request.user.has_perm("orders.give_points_back")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how many points, and for what; a form that comes twice counts once."""
    must(request, "orders.give_points_back")
    order = get_object_or_404(Order.objects.select_related("member", "cycle"), pk=pk)
    if not may_give_back(request, order):
        raise Http404
    form = GiveBackForm(request.POST if request.method == "POST" else None, order=order)
    if form.is_bound and form.is_valid():
        try:
            points_actions.give_points_back(
                order=order, **form.cleaned_data, by=request.user, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            _done(request, order, form.cleaned_data["points"])
            return redirect("admin:orders_order_change", order.pk)
    return _page(request, order, form)


def _done(request: HttpRequest, order: Order, points: int) -> None:
    said = _("%(points)sポイントを返しました。") % {"points": money.yen(points)}
    write_down_deed(request, order, said)
    messages.success(request, said)


def _page(request: HttpRequest, order: Order, form: GiveBackForm) -> HttpResponse:
    log_looks(request, AccessLog.Subject.POINTS, [order.member_id])
    return show(
        request,
        "admin/orders/order/give_back.html",
        model=Order,
        title=_("ポイントを返す"),
        forms=[form],
        order=order,
        form=form,
    )
