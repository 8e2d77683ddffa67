"""What catalog pages show of the member: catalog.member_side.MemberSide.

A list asks for 48 cards at once: two queries, and strings instead of templates.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from urllib.parse import quote

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.member_side import CardFacts, Slots
from catalog.models import Cycle, Offer, OfferStock
from members.models import Member
from orders import age
from orders.drawing import allergen_warnings, remarks
from orders.drawing.controls import TARGETS, line_url, order_button, stepper
from orders.drawing.remarks import Remark
from orders.forms import BirthDateForm
from orders.models import OrderWindow
from orders.queries import past_purchases as past
from orders.queries import rounds
from orders.queries.rounds import LineNow, Round
from todock.lib.templatetags.todock import icon


def cycle_for(request: HttpRequest) -> Cycle | None:
    """Return the cycle that the pages of this request speak of."""
    return rounds.current(request).cycle


def past_product_ids(request: HttpRequest) -> list[int]:
    """Return the products that this member ordered before, the most usual first."""
    if request.member is None:
        return []
    return list(
        request.member.past_purchases.order_by("-times", "-cycle__code", "product_id").values_list(
            "product_id", flat=True
        )
    )


def round_of(request: HttpRequest, cycle_code: str) -> Round:
    """Return the round of this request, turned to the cycle of the item it speaks of."""
    round_now = rounds.current(request)
    if round_now.cycle is None or round_now.cycle.code != cycle_code:
        round_now = Round(
            at=round_now.at,
            member=round_now.member,
            chosen_code=cycle_code,
            may_preview=round_now.may_preview,
        )
        request._round = round_now
    return round_now


def slots(request: HttpRequest, cards: Sequence[CardFacts]) -> dict[int, Slots]:
    """Return what the cards say of this member and this hour, by offer id."""
    if not cards:
        return {}
    round_now = round_of(request, cards[0].cycle_code)
    ended = {card.offer_id: _ended(card, round_now.at) for card in cards}
    for offer_id in _sold_out(cards):
        ended[offer_id] = ended[offer_id] or "sold_out"
    if round_now.member is None:
        return {
            card.offer_id: _closed_card(card, ended[card.offer_id], "")
            for card in cards
            if ended[card.offer_id]
        }
    return _Cards(request, round_now, cards, ended).slots()


def _ended(card: CardFacts, at: datetime) -> str:
    if card.withdrawn:
        return "withdrawn"
    if card.closes_at is not None and card.closes_at <= at:
        return "closed"
    return ""


def _sold_out(cards: Iterable[CardFacts]) -> list[int]:
    limited = [card.offer_id for card in cards if card.limited]
    if not limited:
        return []
    gone = OfferStock.objects.filter(pk__in=limited, taken__gte=F("total_limit"))
    return list(gone.values_list("pk", flat=True))


class _Cards:
    """The cards of one signed-in member: what is the same for all of them is worked out once."""

    def __init__(
        self,
        request: HttpRequest,
        round_now: Round,
        cards: Sequence[CardFacts],
        ended: dict[int, str],
    ) -> None:
        self.request = request
        self.cards = cards
        self.ended = ended
        self.lines = round_now.lines
        self.may_change = round_now.window is not None and _may_order(round_now.member)
        self.csrf = get_token(request)
        self.remarks = remarks.found(request)
        self.age_is_known = age.remembered(request) is not None
        self.past = self._past_notes(round_now.member)
        self.allergens = allergen_warnings.registered(request)
        self.flag = (
            f'<span class="badge badge--done card__flag">{icon("check")}{_("注文済み")}</span>'
        )
        self.not_now = _off_button(_nothing_open_text(round_now))

    def _past_notes(self, member: Member) -> dict[int, str]:
        rows = past.of_products(
            member,
            {card.product_id for card in self.cards},
            before=self.cards[0].cycle_code,
        )
        text = _("前回 %(cycle)sに%(quantity)s点")
        sign = icon("repeat")
        return {
            product_id: note(text % {"cycle": escape(cycle), "quantity": quantity}, sign=sign)
            for product_id, cycle, quantity in rows
        }

    def slots(self) -> dict[int, Slots]:
        filled = {}
        for card in self.cards:
            line = self.lines.get(card.offer_id)
            remark = self.remarks.get(card.order_number)
            ended = self.ended[card.offer_id]
            bought = self.past.get(card.product_id, "")
            if line is not None:
                filled[card.offer_id] = self._ordered(card, line, ended, bought, remark)
            elif ended:
                told = bought + said(remark, is_ordered=False)
                filled[card.offer_id] = _closed_card(card, ended, told)
            elif bought or remark or card.alcohol or not self.may_change:
                filled[card.offer_id] = Slots(
                    notes=bought + said(remark, is_ordered=False),
                    action=self._order_action(card, remark),
                )
        if self.allergens:
            self._warn(filled)
        return filled

    def _warn(self, filled: dict[int, Slots]) -> None:
        """Put the warnings of allergens before everything else that is said on the cards."""
        for card in self.cards:
            if warning := allergen_warnings.card_note(self.allergens, card.allergens):
                slots = filled.get(card.offer_id, Slots())
                filled[card.offer_id] = slots._replace(notes=warning + slots.notes)

    def _ordered(
        self, card: CardFacts, line: LineNow, ended: str, bought: str, remark: Remark | None
    ) -> Slots:
        notes = bought
        if remark and remark.stored is not None:
            action = self._choice(card, remark)
        elif line.fixed:
            notes += note(fixed_text())
            action = _off_button(_("%(quantity)s点 注文済み") % {"quantity": line.quantity})
        elif not self.may_change:
            action = _off_button(_("%(quantity)s点 締切後") % {"quantity": line.quantity})
        else:
            most = most_pieces(card.per_order_limit)
            full = line.quantity >= most or bool(ended)
            if full:
                notes += note(_ended_text(ended) if ended else limit_text(most))
            action = stepper(
                cycle_code=card.cycle_code,
                order_number=card.order_number,
                name=card.name,
                quantity=line.quantity,
                csrf=self.csrf,
                full=full,
            )
        return Slots(" card--ordered", self.flag, notes + said(remark), action)

    def _choice(self, card: CardFacts, remark: Remark) -> SafeString:
        return stale_choice(
            self.request,
            cycle_code=card.cycle_code,
            order_number=card.order_number,
            name=card.name,
            remark=remark,
        )

    def _order_action(self, card: CardFacts, remark: Remark | None) -> str | None:
        if not self.may_change:
            return self.not_now
        if remark and remark.stored is not None:
            return self._choice(card, remark)
        if not card.alcohol:
            return None
        if not self.age_is_known:
            address = reverse("catalog:item", args=[card.cycle_code, card.order_number])
            return (
                f'<a class="btn btn--full" id="q-{card.order_number}-plus" href="{address}#order">'
                f'{_("年齢を入力する")}<span class="vh">{escape(card.name)}</span></a>'
            )
        return order_button(
            cycle_code=card.cycle_code,
            order_number=card.order_number,
            name=card.name,
            csrf=self.csrf,
        )


def _may_order(member: Member) -> bool:
    return member.state == Member.State.ACTIVE and member.course_id is not None


def most_pieces(per_order_limit: int | None) -> int:
    """Return how many pieces one member may order of an offer."""
    return min(per_order_limit or settings.MOST_PIECES, settings.MOST_PIECES)


def limit_text(most: int) -> str:
    """Say why ＋ is off."""
    return _("お一人%(most)s点まで。これ以上は増やせません。") % {"most": most}


def fixed_text() -> str:
    """Say how a line from paper or telephone is changed."""
    return _("紙の注文書や電話でのご注文です。変更は電話（%(number)s）で受け付けています。") % {
        "number": settings.TELEPHONE_DESK
    }


def _nothing_open_text(round_now: Round) -> str:
    if not _may_order(round_now.member):
        return _("いまは注文できません")
    coming = round_now.next_window
    if round_now.is_preview or (coming is not None and coming.cycle_id == round_now.cycle.pk):
        return _("受付前")
    return _("受付終了")


def order_box(
    request: HttpRequest, offer: Offer, birth_form: BirthDateForm | None = None
) -> SafeString:
    """Draw the order box of the item page: state, stepper or button, deadline, past purchase.

    The element has the class ``order-box`` and is what htmx swaps. Two queries.
    """
    round_now = round_of(request, offer.cycle.code)
    member, window = round_now.member, round_now.window
    line = round_now.lines.get(offer.pk)
    ended_text = ended_text_of(offer, round_now.at)
    most = most_pieces(offer.per_order_limit)
    full = bool(ended_text) or (line is not None and line.quantity >= most)
    is_alcohol = offer.product.alcohol
    context = {
        "offer": offer,
        "round": round_now,
        "line": line,
        "control": _control(request, offer, line, full),
        "full": full,
        "most": most,
        "limit_text": limit_text(most),
        "ended_text": ended_text,
        "fixed_text": fixed_text(),
        "may_change": member is None or (window is not None and _may_order(member)),
        "not_now_text": _nothing_open_text(round_now) if member else "",
        "asks_age": is_alcohol and member is not None and age.remembered(request) is None,
        "drinking_age": settings.DRINKING_AGE,
        "birth_form": birth_form or BirthDateForm(),
        "remark": remarks.found(request).get(offer.order_number),
        "delivers_on": arrives_on(offer, window) if window else None,
        "url": line_url(offer.cycle.code, offer.order_number),
        "csrf": get_token(request),
    }
    if warned := allergen_warnings.registered(request):
        states = offer.product.allergens
        context["allergen_text"] = allergen_warnings.contains_text(warned, states)
        context["allergen_unknown_text"] = allergen_warnings.unknown_text(warned, states)
    if member is not None:
        past = member.past_purchases.filter(product=offer.product_id)
        context["past"] = past.select_related("cycle").first()
    return render_to_string("orders/box.html", context, request)


def arrives_on(offer: Offer, window: OrderWindow) -> date:
    """Return the day on which the offer comes when it is ordered in this window."""
    return window.delivers_on + timedelta(days=7 if offer.next_week else 0)


def _control(request: HttpRequest, offer: Offer, line: LineNow | None, full: bool) -> SafeString:
    about = {
        "cycle_code": offer.cycle.code,
        "order_number": offer.order_number,
        "name": offer.product.name,
        "csrf": get_token(request),
        "place": "detail",
    }
    if line is None:
        return order_button(**about)
    return stepper(**about, quantity=line.quantity, full=full)


def _offer_ended(offer: Offer, at: datetime) -> str:
    stock = getattr(offer, "stock", None)
    if offer.withdrawn_at is not None:
        return "withdrawn"
    if offer.closes_at is not None and offer.closes_at <= at:
        return "closed"
    return "sold_out" if stock is not None and stock.taken >= stock.total_limit else ""


def _closed_card(card: CardFacts, ended: str, notes: str) -> Slots:
    if ended == "withdrawn":
        # The card itself says so, for everybody.
        return Slots(notes=notes)
    similar = f"{_search_root()}?q={quote(card.name.split(' ')[0])}"
    text = f'{_ended_text(ended)}<a href="{similar}">{_("似た商品を見る")}</a>'
    return Slots(" card--closed", "", notes + note(text), _off_button(_("受付終了")))


def ended_text_of(offer: Offer, at: datetime) -> str:
    """Say why the offer cannot be ordered any more, or ''."""
    ended = _offer_ended(offer, at)
    return _ended_text(ended) if ended else ""


def _ended_text(ended: str) -> str:
    return {
        "withdrawn": _("取り扱いが中止になりました。"),
        "closed": _("この商品の受付は終わりました。"),
        "sold_out": _("数に限りがあり、今回の受付は終わりました。"),
    }[ended]


def said(remark: Remark | None, *, is_ordered: bool = True) -> str:
    """Draw what is said beside an item after a change; ``is_ordered``: it is on the order now."""
    if remark is None:
        return ""
    if remark.is_warning:
        return note(escape(remark.text), "warn", icon("alert"))
    text = _("保存しました") if is_ordered else _("取り消しました")
    return note(text, "ok", icon("check"))


def note(text: str, kind: str = "", sign: str = "") -> str:
    """Draw a note line. ``text`` is safe HTML; ``kind`` is '', 'warn' or 'ok'."""
    css = f"card__note card__note--{kind}" if kind else "card__note"
    return f'<p class="{css}">{sign}<span>{text}</span></p>'


def _off_button(text: str) -> str:
    return f'<p class="btn btn--full" aria-disabled="true">{text}</p>'


def stale_choice(
    request: HttpRequest,
    *,
    cycle_code: str,
    order_number: str,
    name: str,
    remark: Remark,
    place: str = "card",
) -> SafeString:
    """Draw the two buttons of a page that was out of date: what was asked for, or what stands."""
    return render_to_string(
        "orders/stale_choice.html",
        {
            "url": line_url(cycle_code, order_number),
            "order_number": order_number,
            "name": name,
            "place": place,
            "target": TARGETS[place],
            "remark": remark,
            "csrf": get_token(request),
        },
    )


@cache
def _search_root() -> str:
    return reverse("catalog:search")
