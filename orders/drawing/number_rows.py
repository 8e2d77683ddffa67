"""The rows of 注文番号で注文: what was typed, held against catalogue and order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from catalog.drawing import offer_card
from catalog.models import Offer
from orders import age, refusals
from orders.actions import quantities
from orders.drawing import allergen_warnings
from orders.drawing.member_side import ended_text_of, fixed_text, limit_text, most_pieces
from orders.forms import TypedRow, number_problem, quantity_problem
from orders.queries.rounds import LineNow, Round
from orders.refusals import Refusal, StaleQuantity
from todock.lib import money

#: Rows of an empty page.
ROWS = 10


@dataclass
class NumberRow:
    """One row: the offer it names, or what is wrong with it."""

    typed: TypedRow
    offer: Offer | None = None
    picture: SafeString | str = ""
    #: Pieces that stand on the order already.
    stored: int = 0
    problem: str = ""
    #: Where the problem is mended, when that is another page.
    way_out: str = ""
    #: The first row with the same number, whose quantity this one adds to.
    same_as: int | None = None
    #: The quantity is what is wrong, not the number.
    quantity_is_wrong: bool = False
    #: What it contains of the allergens that the member registered.
    allergen_text: str = ""

    @property
    def position(self) -> int:
        """Number of the row, from 1."""
        return self.typed.position

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
        return _("すでに%(stored)s点を注文しています。合計%(sum)s点になります。") % {
            "stored": self.stored,
            "sum": self.stored + (self.typed.quantity or 0),
        }


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


def check(request: HttpRequest, round_now: Round, typed: list[TypedRow]) -> list[NumberRow]:
    """Hold every row against the catalogue and the order.

    Three queries for any number of rows, a fourth for members with allergens.
    """
    wanted = {row.number for row in typed} - {""}
    found = (
        Offer.objects.filter(cycle=round_now.cycle, order_number__in=wanted).select_related(
            "product", "stock"
        )
        if wanted and round_now.cycle
        else []
    )
    offers = {offer.order_number: offer for offer in found}
    keys = {offer.product.image_key for offer in offers.values()} - {""}
    pictures = offer_card.pictures_of(keys) if keys else {}
    warned = allergen_warnings.registered(request) if offers else ()
    rows = []
    for row in typed:
        offer = offers.get(row.number)
        line = round_now.lines.get(offer.pk) if offer else None
        checked = NumberRow(row, offer, stored=line.quantity if line else 0)
        if offer is not None:
            offer.cycle = round_now.cycle
            checked.allergen_text = allergen_warnings.contains_text(warned, offer.product.allergens)
            drawn = offer_card.image_html(
                pictures.get(offer.product.image_key), offer.product.zone, sizes="64px"
            )
            checked.picture = mark_safe(drawn)  # noqa: S308 (escaped there)
        if not row.is_empty:
            _judge(request, round_now, checked, line)
        rows.append(checked)
    _add_up_same_numbers(rows)
    return rows


def _judge(request: HttpRequest, round_now: Round, row: NumberRow, line: LineNow | None) -> None:
    """Write what is wrong with the row; the action judges again when it is ordered."""
    offer = row.offer
    if not row.typed.number:
        row.problem = number_problem()
    elif offer is None:
        cycle = round_now.cycle.name if round_now.cycle else _("今回")
        row.problem = _(
            "%(number)sは、%(cycle)sのカタログにない番号です。番号を確かめてください。"
        ) % {"number": row.typed.number, "cycle": cycle}
    elif row.typed.quantity is None:
        row.problem, row.quantity_is_wrong = quantity_problem(1), True
    elif ended := ended_text_of(offer, round_now.at):
        row.problem = ended
    elif line is not None and line.fixed:
        row.problem = fixed_text()
    elif offer.product.alcohol and round_now.member and age.remembered(request) is None:
        row.problem = refusals.AgeNotGiven().message
        row.way_out = f"{offer_card.item_url(offer.cycle.code, offer.order_number)}#order"
    else:
        _judge_limit(row, row.stored + row.typed.quantity)


def _judge_limit(row: NumberRow, total: int) -> None:
    most = most_pieces(row.offer.per_order_limit)
    if total > most:
        row.problem = refusals.OverPerOrderLimit(most).message
        row.quantity_is_wrong = True
        if row.stored >= most:
            row.problem = limit_text(most)


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


def order(request: HttpRequest, rows: list[NumberRow]) -> list[NumberRow]:
    """Order the good rows that the member was told of. Returns the rows that were ordered.

    What is ordered is what the page showed plus what was typed: posting the same page twice
    changes nothing the second time. Each item is a change of its own, so that a refusal stops
    only its row; the reason is written into it. The offers are taken in the order of their ids.
    """
    by_offer: dict[int, list[NumberRow]] = {}
    for row in rows:
        if row.was_told:
            by_offer.setdefault(row.offer.pk, []).append(row)
    done = []
    for _offer_id, same in sorted(by_offer.items()):
        first = same[0]
        try:
            quantities.set_quantity(
                member=request.member,
                offer=first.offer,
                quantity=first.typed.shown + sum(row.typed.quantity for row in same),
                shown=first.typed.shown,
                by=request.user,
                born_on=age.remembered(request),
            )
        except StaleQuantity:
            # Told anew with what stands now, and ordered by the next press.
            continue
        except Refusal as refusal:
            for row in same:
                row.problem = refusal.message
        else:
            done += same
    return done


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
