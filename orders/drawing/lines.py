"""The lines of an order as strings: a template per line is what makes the page slow."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from catalog.drawing import offer_card
from catalog.models import Cycle
from orders.drawing import allergen_warnings, remarks
from orders.drawing.controls import stepper, with_holes
from orders.drawing.member_side import limit_text, most_pieces, note, said, stale_choice
from orders.models import Channel
from orders.queries.rounds import LineNow
from todock.lib import money
from todock.lib.templatetags.todock import icon

_HOLES = ("number", "picture", "url", "name", "spec", "price", "badges", "notes", "control", "sum")


class LineDrawer:
    """Draws lines of one order; what they share is worked out once."""

    def __init__(self, request: HttpRequest, cycle: Cycle, *, is_open: bool) -> None:
        self.request = request
        self.cycle = cycle
        self.is_open = is_open
        self.csrf = get_token(request)
        self.remarks = remarks.found(request)
        self.warned = allergen_warnings.registered(request)
        self.form = with_holes("orders/line.html", _HOLES)
        self.fixed = with_holes("orders/line_fixed.html", ("quantity", "name"), way_out=True)
        self.frozen = with_holes("orders/line_fixed.html", ("quantity", "name"))

    def draw_all(self, lines: Iterable[LineNow]) -> SafeString:
        """Draw lines one after another."""
        return mark_safe("".join(map(self.draw, lines)))  # noqa: S308 (every value is escaped)

    def draw(self, line: LineNow) -> SafeString:
        """Draw one line."""
        drawn = self.form.format(
            number=escape(line.order_number),
            picture=offer_card.image_html(line.picture, line.zone, sizes="72px"),
            url=offer_card.item_url(self.cycle.code, line.order_number),
            name=escape(line.name),
            spec=escape(line.spec),
            price=money.yen(line.price_inc_tax),
            badges=_badges(line),
            notes=self._notes(line),
            control=self._control(line),
            sum=money.yen(line.subtotal),
        )
        return mark_safe(drawn)  # noqa: S308 (every value is escaped)

    def _notes(self, line: LineNow) -> str:
        notes = ""
        most = most_pieces(line.per_order_limit)
        if line.withdrawn:
            text = _("取り扱いが中止になりました。お届けできないことがあります。")
            notes += note(text, "warn", icon("alert"))
        elif self.is_open and not line.fixed and line.quantity >= most:
            notes += note(limit_text(most))
        notes += allergen_warnings.card_note(self.warned, line.allergens)
        return notes + said(self.remarks.get(line.order_number))

    def _control(self, line: LineNow) -> str:
        if not self.is_open or line.fixed:
            form = self.fixed if self.is_open else self.frozen
            return form.format(quantity=line.quantity, name=escape(line.name))
        remark = self.remarks.get(line.order_number)
        if remark and remark.stored is not None:
            return stale_choice(
                self.request,
                cycle_code=self.cycle.code,
                order_number=line.order_number,
                name=line.name,
                remark=remark,
                place="line",
            )
        return stepper(
            cycle_code=self.cycle.code,
            order_number=line.order_number,
            name=line.name,
            quantity=line.quantity,
            csrf=self.csrf,
            full=line.withdrawn or line.quantity >= most_pieces(line.per_order_limit),
            place="line",
        )


def _badges(line: LineNow) -> str:
    found = []
    if line.standing:
        found.append(("standing", "repeat", _("定期お届け")))
    if line.channel == Channel.PAPER:
        found.append(("plain", "", _("紙の注文書から")))
    elif line.channel == Channel.TELEPHONE:
        found.append(("plain", "", _("電話から")))
    if line.alcohol:
        found.append(("alcohol", "", _("酒類")))
    return offer_card.badges_html(found) if found else ""
