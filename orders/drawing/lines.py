"""The lines of an order: on its page, and as the fragment that htmx swaps."""

from typing import NamedTuple

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.drawing import offer_card
from catalog.drawing.offer_card import Badge
from catalog.models import Offer, TemperatureZone
from catalog.queries import stock
from catalog.queries.offer_cards import pictures_of
from catalog.queries.offers import facts_of
from orders import age
from orders.drawing import notes
from orders.drawing.controls import shut_text, stale_choice, stepper, way_to_order
from orders.drawing.remarks import Remark, Remarks
from orders.models import Channel
from orders.queries import offer_states
from orders.queries.lines import LineNow
from orders.queries.offer_states import OfferState
from orders.queries.sheets import Sheet, Zone
from todock.lib import money
from todock.lib.pages.holes import filled

#: How wide a line's picture is shown.
_SIZES = "72px"


class DrawnZone(NamedTuple):
    """The lines of one temperature zone, drawn, and the figures of its heading."""

    zone: TemperatureZone
    #: Part of the class name, and the icon.
    kind: str
    sign: str
    items: int
    pieces: int
    html: SafeString = SafeString()


def zone_head(zone: Zone) -> DrawnZone:
    """Return the heading of a zone without its lines."""
    return DrawnZone(zone.zone, *offer_card.ZONES[zone.zone], zone.items, zone.pieces)


def draw_zones(request: HttpRequest, sheet: Sheet, remarks: Remarks) -> list[DrawnZone]:
    """Draw the lines of an order by zone."""
    csrf, age_known = get_token(request), age.remembered(request) is not None
    found = []
    for zone in sheet.zones:
        lines = [_draw(sheet, line, remarks, csrf, age_known=age_known) for line in zone.lines]
        found.append(zone_head(zone)._replace(html=SafeString("".join(lines))))
    return found


def draw(request: HttpRequest, sheet: Sheet, line: LineNow, remarks: Remarks) -> SafeString:
    """Draw one line."""
    age_known = age.remembered(request) is not None
    return _draw(sheet, line, remarks, get_token(request), age_known=age_known)


def _draw(
    sheet: Sheet, line: LineNow, remarks: Remarks, csrf: str, *, age_known: bool
) -> SafeString:
    state = sheet.state_of(line, age_known=age_known)
    remark = remarks.get(line.order_number)
    holes = {
        "number": line.order_number,
        "picture": offer_card.picture(line.picture, line.zone, sizes=_SIZES),
        "url": offer_card.item_url(sheet.cycle.code, line.order_number),
        "name": line.name,
        "spec": line.spec,
        "price": money.yen(line.price_inc_tax),
        "badges": _badges(line),
        "notes": _notes(state, remark, is_open=sheet.is_open),
        "control": _control(state, remark, csrf, is_open=sheet.is_open),
        "sum": money.yen(line.subtotal),
    }
    return filled("components/order_line.html", holes)


def draw_gone(request: HttpRequest, sheet: Sheet, offer: Offer, remarks: Remarks) -> SafeString:
    """Draw what stands where a line was: the item, and the way to order it again.

    Two queries at most: the picture, and what is left of a limited offer.
    """
    product, remark = offer.product, remarks.get(offer.order_number)
    found = pictures_of([product.image_key]) if product.image_key else {}
    facts, age_known = facts_of(offer), age.remembered(request) is not None
    left = stock.left_of([offer.pk]).get(offer.pk) if facts.limited else None
    state = offer_states.state_of(sheet.round, facts, None, left=left, age_known=age_known)
    csrf = get_token(request)
    shut = shut_text(sheet.round)
    control = way_to_order(state, remark, shut=shut, csrf=csrf, place="line")
    told = notes.note(notes.ended_text(state.ended)) if state.ended else SafeString()
    holes = {
        "number": offer.order_number,
        "picture": offer_card.picture(found.get(product.image_key), product.zone, sizes=_SIZES),
        "url": offer_card.item_url(sheet.cycle.code, offer.order_number),
        "name": product.name,
        "spec": product.spec,
        "notes": told + notes.allergens(state.contains) + notes.said(remark, is_ordered=False),
        "control": control,
    }
    return filled("components/order_line.html", holes, gone=True)


def _notes(state: OfferState, remark: Remark | None, *, is_open: bool) -> SafeString:
    told = SafeString()
    if state.line.withdrawn:
        text = _("取り扱いが中止になりました。お届けできないことがあります。")
        told += notes.note(text, "warn", "alert")
    elif is_open and not state.fixed:
        told += notes.full(state)
    return told + notes.allergens(state.contains) + notes.said(remark)


def _control(state: OfferState, remark: Remark | None, csrf: str, *, is_open: bool) -> SafeString:
    if not is_open or state.fixed:
        holes = {"quantity": state.quantity, "name": state.offer.name}
        return filled("components/order_line_fixed.html", holes, way_out=is_open)
    if remark and remark.stored is not None:
        return stale_choice(state.offer, remark, csrf=csrf, place="line")
    return stepper(state, csrf=csrf, place="line")


def _badges(line: LineNow) -> SafeString | str:
    found = []
    if line.standing:
        found.append(Badge("standing", "repeat", _("定期お届け")))
    if line.channel == Channel.PAPER:
        found.append(Badge("plain", "", _("紙の注文書から")))
    elif line.channel == Channel.TELEPHONE:
        found.append(Badge("plain", "", _("電話から")))
    if line.alcohol:
        found.append(Badge("alcohol", "", _("酒類")))
    return render_to_string("components/offer/badges.html", {"badges": found}) if found else ""
