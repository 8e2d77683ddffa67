"""The mails about an order: subject and what the text is told; the text itself is a template."""

from django.conf import settings
from django.utils.translation import gettext as _

from orders.actions.closing import ORDER_CLOSED
from orders.actions.reminders import ORDER_REMINDER
from orders.models import Order, OrderLine, OrderWindow
from todock.lib import clock, dates
from todock.post import mail, outbox
from todock.post.models import OutgoingMail
from todock.post.texts import text


def order_closed(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of the final confirmation: every line as it was closed."""
    order = (
        Order.objects.select_related("cycle", "window", "member")
        .prefetch_related("totals", "lines__offer__product")
        .get(pk=outgoing.key, member_id=outgoing.recipient_id)
    )
    lines = sorted(order.lines.all(), key=lambda line: line.offer.order_number)
    totals = list(order.totals.all())
    payable = sum(total.ex_tax + total.tax for total in totals)
    context = {
        "order": order,
        "lines": lines,
        "to_pay": payable - order.points_used,
        "earned": sum(line.points_earned or 0 for line in lines),
        "items": len(lines),
        "pieces": sum(line.quantity for line in lines),
        "totals": totals,
        "has_alcohol": any(line.offer.product.alcohol for line in lines),
        "payable": payable,
        "drinking_age": settings.DRINKING_AGE,
    }
    subject = _("%(cycle)sのご注文の確認（%(day)sお届け）") % {
        "cycle": order.cycle.name,
        "day": dates.day_text(order.window.delivers_on),
    }
    return subject, text("orders/mails/order_closed", **context)


def order_reminder(outgoing: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of the reminder before a deadline.

    Raises Hopeless when the deadline is over, or goods were ordered meanwhile.
    """
    window = OrderWindow.objects.select_related("cycle").get(pk=outgoing.key)
    lines = OrderLine.objects.filter(
        order__member=outgoing.recipient_id, order__cycle=window.cycle_id
    )
    if window.closes_at <= clock.now() or lines.exists():
        raise outbox.Hopeless("no reminder is needed any more", alarming=False)
    context = {
        "member": outgoing.recipient,
        "window": window,
    }
    subject = _("%(cycle)sの締切は%(until)sです") % {
        "cycle": window.cycle.name,
        "until": dates.instant_text(window.closes_at),
    }
    return subject, text("orders/mails/order_reminder", **context)


mail.register(ORDER_CLOSED, order_closed)
mail.register(ORDER_REMINDER, order_reminder)
