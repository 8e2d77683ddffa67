"""The rows of 注文番号で注文: what was typed, held against catalogue and order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalog.drawing import offer_card
from catalog.drawing.offer_card import Price
from catalog.models import Offer
from catalog.queries import stock
from catalog.queries.offer_cards import pictures_of
from catalog.queries.offers import facts_of
from orders.drawing import notes
from orders.forms import TypedRow, number_problem, quantity_problem
from orders.queries import offer_states
from orders.queries.offer_states import OfferState
from orders.queries.rounds import Round
from orders.refusals import AgeNotGiven, FixedByPaper, OverPerOrderLimit, SoldOut
from todock.lib import money

#: Rows of an empty page.
ROWS = 10


@dataclass
class NumberRow:
    """One row: the offer it names, or what is wrong with it."""

    typed: TypedRow
    offer: Offer | None = None
    picture: SafeString | str = ""
    #: How the offer stands for the member.
    state: OfferState | None = None
    problem: str = ""
    #: Where the problem is mended, when that is another page.
    way_out: str = ""
    #: The first row with the same number, whose quantity this one adds to.
    same_as: int | None = None
    #: The quantity is what is wrong, not the number.
    quantity_is_wrong: bool = False
    price: Price | None = None
    #: What it contains of the allergens that the member registered.
    allergen_text: str = ""

    @property
    def position(self) -> int:
        """Number of the row, from 1."""
        return self.typed.position

    @property
    def stored(self) -> int:
        """Pieces that stand on the order already."""
        return self.state.quantity if self.state else 0

    @property
    def is_good(self) -> bool:
        """Can be ordered, as far as the page knows."""
        return self.offer is not None and not self.problem

    @property
    def confirmed(self) -> str:
        """What the hidden field says, so that ordering knows what the member was told."""
        return f"{self.typed.number}:{self.stored}" if self.is_good else ""

    @property
    def was_told(self) -> bool:
        """Whether the member saw name, picture and price of this number before ordering it."""
        return self.is_good and self.typed.shown is not None

    @property
    def sum_text(self) -> str:
        """Say what is ordered already, or that the number stands twice."""
        if self.same_as:
            return _("%(row)s行目と同じ商品です。数量を合わせて注文します。") % {
                "row": self.same_as
            }
        if not self.stored:
            return ""
        return notes.sum_text(self.stored, self.stored + (self.typed.quantity or 0))


class Sum(NamedTuple):
    """What the button would order."""

    items: int
    pieces: int
    payable: int
    left_out: list[int]

    @property
    def left_out_text(self) -> str:
        """Name the rows that are not ordered."""
        rows = "、".join(_("%(row)s行目") % {"row": row} for row in self.left_out)
        return _("%(rows)sは注文に入りません") % {"rows": rows} if rows else ""


def fill_up(typed: list[TypedRow]) -> list[TypedRow]:
    """Number the rows afresh and add empty ones up to ten."""
    typed = typed + [TypedRow(0) for _row in range(ROWS - len(typed))]
    for index, row in enumerate(typed):
        row.position = index + 1
    return typed


def check(round_now: Round, typed: list[TypedRow], *, age_known: bool) -> list[NumberRow]:
    """Hold every row against the catalogue and the order.

    Three queries for any number of rows, a fourth for members with allergens. ``age_known``: the
    birth date was typed rightly in this session.
    """
    offers = _offers(round_now, {row.number for row in typed} - {""})
    keys = {offer.product.image_key for offer in offers.values()} - {""}
    pictures = pictures_of(keys) if keys else {}
    rows = []
    for row in typed:
        checked = NumberRow(row, offers.get(row.number))
        if checked.offer is not None:
            product = checked.offer.product
            checked.state = _state_of(round_now, checked.offer, age_known)
            checked.price = offer_card.plain_price(checked.offer)
            checked.allergen_text = notes.contains_text(checked.state.contains)
            checked.picture = offer_card.picture(
                pictures.get(product.image_key), product.zone, sizes="64px"
            )
        if not row.is_empty:
            _judge(round_now, checked)
        rows.append(checked)
    _add_up_same_numbers(rows)
    return rows


def _offers(round_now: Round, wanted: set[str]) -> dict[str, Offer]:
    if not wanted or round_now.cycle is None:
        return {}
    found = Offer.objects.filter(cycle=round_now.cycle, order_number__in=wanted)
    offers = {offer.order_number: offer for offer in found.select_related("product", "stock")}
    for offer in offers.values():
        offer.cycle = round_now.cycle
    return offers


def _state_of(round_now: Round, offer: Offer, age_known: bool) -> OfferState:
    return offer_states.state_of(
        round_now,
        facts_of(offer),
        round_now.lines.get(offer.pk),
        left=stock.left_when_read(offer),
        age_known=age_known,
    )


def _judge(round_now: Round, row: NumberRow) -> None:
    """Write what is wrong with the row; the action judges again when it is ordered."""
    state = row.state
    if not row.typed.number:
        row.problem = number_problem()
    elif state is None:
        cycle = round_now.cycle.name if round_now.cycle else _("今回")
        row.problem = _(
            "%(number)sは、%(cycle)sのカタログにない番号です。番号を確かめてください。"
        ) % {"number": row.typed.number, "cycle": cycle}
    elif row.typed.quantity is None:
        row.problem, row.quantity_is_wrong = quantity_problem(1), True
    elif state.ended:
        row.problem = notes.ended_text(state.ended)
    elif state.fixed:
        row.problem = FixedByPaper().message
    elif isinstance(state.why_not, AgeNotGiven):
        row.problem = state.why_not.message
        row.way_out = f"{offer_card.item_url(round_now.cycle.code, row.offer.order_number)}#order"
    else:
        _judge_limit(row, row.stored + row.typed.quantity)


def _judge_limit(row: NumberRow, total: int) -> None:
    most = row.state.most
    if most >= total > row.stored + row.state.more:
        row.problem, row.quantity_is_wrong = SoldOut(row.state.left).message, True
    elif total > most:
        row.problem = OverPerOrderLimit(most).message
        row.quantity_is_wrong = True
        if row.stored >= most:
            row.problem = notes.limit_text(most)


def _add_up_same_numbers(rows: list[NumberRow]) -> None:
    """Let a number that stands in two rows count once, with both quantities."""
    firsts: dict[int, NumberRow] = {}
    totals: dict[int, int] = {}
    for row in rows:
        if not row.is_good:
            continue
        first = firsts.setdefault(row.offer.pk, row)
        totals[row.offer.pk] = totals.get(row.offer.pk, first.stored) + row.typed.quantity
        if first is not row:
            row.same_as = first.position
            _judge_limit(row, totals[row.offer.pk])


def sum_of(rows: Iterable[NumberRow]) -> Sum:
    """Add up the good rows: 品, 点 and yen with tax; and name the rows left out."""
    rows = list(rows)
    good = [row for row in rows if row.is_good]
    return Sum(
        items=len({row.offer.pk for row in good}),
        pieces=sum(row.typed.quantity for row in good),
        payable=sum(row.offer.price_inc_tax * row.typed.quantity for row in good),
        left_out=[row.position for row in rows if row.problem],
    )


def address_of(typed: list[TypedRow]) -> list[tuple[str, str]]:
    """Return the rows as query parameters, to come back to after the sign-in."""
    return [
        pair
        for row in typed
        if not row.is_empty
        for pair in (("number", row.number_text), ("quantity", row.quantity_text))
    ]


def done_text(items: int, payable: int) -> str:
    """Say what was ordered: 「5品を注文しました。合計5,207円」."""
    return _("%(items)s品を注文しました。合計%(payable)s円") % {
        "items": items,
        "payable": money.yen(payable),
    }
