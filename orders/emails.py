"""The words of the mails about an order."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from members.models import OutgoingMail
from orders.models import Order
from todock.lib import clock


def order_closed(mail: OutgoingMail) -> tuple[str, str]:
    """Return subject and text of the final confirmation: every line as it was closed."""
    order = (
        Order.objects.select_related("cycle", "window", "member")
        .prefetch_related("totals", "lines__offer__product")
        .get(pk=mail.key, member_id=mail.member_id)
    )
    lines = sorted(order.lines.all(), key=lambda line: line.offer.order_number)
    totals = list(order.totals.all())
    context = {
        "order": order,
        "lines": lines,
        "items": len(lines),
        "pieces": sum(line.quantity for line in lines),
        "totals": totals,
        "has_alcohol": any(line.offer.product.alcohol for line in lines),
        "payable": sum(total.ex_tax + total.tax for total in totals),
        "drinking_age": settings.DRINKING_AGE,
        "telephone_desk": settings.TELEPHONE_DESK,
        "telephone_desk_hours": settings.TELEPHONE_DESK_HOURS,
        "site_url": settings.SITE_URL,
    }
    subject = _("%(cycle)sのご注文の確認（%(day)sお届け）") % {
        "cycle": order.cycle.name,
        "day": clock.day_text(order.window.delivers_on),
    }
    return subject, render_to_string("orders/emails/order_closed.txt", context)
