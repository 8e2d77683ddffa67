"""Giving points back that an order used: the form on the page of a closed order."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members import access_log
from members.models import AccessLog
from orders.actions import points as points_actions
from orders.models import Order
from orders.refusals import Refusal
from orders.staff.forms import GiveBackForm
from todock.lib import clock, money


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
    if not request.user.has_perm("orders.give_points_back"):
        raise PermissionDenied
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
    LogEntry.objects.log_actions(request.user.pk, [order], CHANGE, said, single_object=True)
    messages.success(request, said)


def _page(request: HttpRequest, order: Order, form: GiveBackForm) -> HttpResponse:
    access_log.log(
        by=request.user,
        act=AccessLog.Act.LOOK,
        subject=AccessLog.Subject.POINTS,
        key=str(order.member_id),
        at=clock.now(),
    )
    context = {
        **admin.site.each_context(request),
        "title": _("ポイントを返す"),
        "opts": Order._meta,
        "order": order,
        "form": form,
        "errors": [
            (form[name].id_for_label if name in form.fields else "content", errors[0])
            for name, errors in form.errors.items()
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "admin/orders/order/give_back.html", context, status=status)
