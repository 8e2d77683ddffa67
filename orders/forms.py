"""What members type: quantities, order numbers, birth dates. Everything usual is understood."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from orders.drawing.controls import TARGETS
from orders.models import PointsMode
from todock.lib.forms import typed
from todock.lib.forms.fields import TypedField
from todock.lib.forms.panels import PageForm, Part
from todock.lib.japanese import birthdays
from todock.lib.japanese.kana import fold_code

_COUNTERS = re.compile(r"(点|個|コ|こ|ケ|ヶ|つ|本|袋|枚|パック)$")
_QUANTITY = re.compile(r"[0-9]{1,4}")
#: Rows that one page of numbers may have.
MOST_ROWS = 50


def read_quantity(text: str) -> int | None:
    """Return the quantity in ``text`` (１２, 12点, 「 3 」), or None when it is none.

    Nothing is guessed: 1.5 or 10 2 are no quantities.
    """
    text = _COUNTERS.sub("", fold_code(text)).strip()
    return int(text) if _QUANTITY.fullmatch(text) else None


def read_order_number(text: str) -> str:
    """Return the order number in ``text`` without hyphens and blanks; '' when it is none."""
    text = re.sub(r"[\s\-]+", "", fold_code(text))
    return text if re.fullmatch(rf"[0-9]{{{settings.ORDER_NUMBER_DIGITS}}}", text) else ""


def number_problem() -> str:
    """Return what to enter as an order number."""
    return _("注文番号は、カタログにある%(digits)sけたの数字で入力してください。") % {
        "digits": settings.ORDER_NUMBER_DIGITS
    }


def quantity_problem(least: int = 0) -> str:
    """Return what to enter as a quantity."""
    return _("数量は、%(least)sから%(most)sまでの数字で入力してください。") % {
        "least": least,
        "most": settings.MOST_PIECES,
    }


class QuantityField(forms.Field):
    """Pieces, from 0 to MOST_PIECES; None when nothing was typed."""

    def to_python(self, value: str | None) -> int | None:
        """Read what was typed."""
        if not (value or "").strip():
            return None
        quantity = read_quantity(value)
        if quantity is None or quantity > settings.MOST_PIECES:
            raise forms.ValidationError(quantity_problem())
        return quantity


class LineForm(forms.Form):
    """A quantity to set, or a step from the quantity that the page showed."""

    quantity = QuantityField(required=False)
    step = forms.TypedChoiceField(choices=[("-1", "-1"), ("1", "1")], coerce=int, required=False)
    shown = forms.IntegerField(min_value=0, max_value=9999, required=False)

    def clean(self) -> dict:
        """Ask for a quantity when there is neither a step nor a quantity."""
        cleaned = super().clean()
        if not self.errors and cleaned["quantity"] is None and not cleaned["step"]:
            self.add_error("quantity", quantity_problem())
        return cleaned

    @property
    def place(self) -> str:
        """Where on a page the form stood."""
        place = self.data.get("place", "")
        return place if place in TARGETS else "card"

    @property
    def problem(self) -> str:
        """The first thing to mend, or ''."""
        return _first(self)

    @property
    def wish(self) -> dict[str, int | None]:
        """What to ask of the action: ``{"step": …}`` or ``{"quantity": …}``, and ``shown``.

        A number that was typed before ＋ or − was pressed is where the step starts.
        """
        quantity, shown = self.cleaned_data["quantity"], self.cleaned_data["shown"]
        step = self.cleaned_data["step"] or None
        if step is None or (quantity is not None and shown is not None and quantity != shown):
            return {"quantity": (quantity or 0) + (step or 0), "shown": shown}
        return {"step": step, "shown": shown}


class PointsForm(forms.Form):
    """How points are used on an order; the number is read as people type it."""

    mode = forms.ChoiceField(choices=PointsMode)
    points = forms.CharField(required=False, max_length=40)

    def clean(self) -> dict:
        """Read the number where one is asked for."""
        cleaned = super().clean()
        if cleaned.get("mode") == PointsMode.NUMBER:
            cleaned["points"] = typed.points(cleaned.get("points", ""))
            if cleaned["points"] is None:
                self.add_error("points", _("使うポイントは、500のように数字で入力してください。"))
        return cleaned

    @property
    def problem(self) -> str:
        """The first thing to mend, or ''."""
        return _first(self)

    @property
    def wish(self) -> dict[str, str | int]:
        """What to ask of the action."""
        mode = self.cleaned_data["mode"]
        number = self.cleaned_data["points"] if mode == PointsMode.NUMBER else 0
        return {"mode": mode, "points": number}


class BirthDateForm(PageForm):
    """A birth date in three fields. Years of the Japanese eras are understood."""

    parts = (Part("", ["birth_year", "birth_month", "birth_day"], inline=True),)

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields in the language of the request."""
        self.fields |= {
            "birth_year": _birth_field(
                _("年"),
                _("生まれた年"),
                _("生年月日の年を、1955や昭和30のように入力してください。"),
                read=birthdays.year,
                width="input--qty input--xs",
                inputmode="text",
                autocomplete="bday-year",
            ),
            "birth_month": _birth_field(
                _("月"),
                _("生まれた月"),
                _("生年月日の月を、1から12までの数字で入力してください。"),
                read=lambda text: read_quantity(text.replace("月", "")),
                autocomplete="bday-month",
            ),
            "birth_day": _birth_field(
                _("日"),
                _("生まれた日"),
                _("生年月日の日を、1から31までの数字で入力してください。"),
                read=lambda text: read_quantity(text.replace("日", "")),
                autocomplete="bday-day",
            ),
        }

    def clean(self) -> dict:
        """Make ``born_on`` of the three fields."""
        cleaned = super().clean()
        if not self.errors:
            try:
                cleaned["born_on"] = date(*(cleaned[name] for name in self.fields))
            except ValueError:
                self.add_error("birth_day", _("生年月日を、実際にある日付で入力してください。"))
        return cleaned

    @property
    def problem(self) -> str:
        """The first thing to mend, or ''."""
        return _first(self)

    @classmethod
    def was_sent(cls, data: dict) -> bool:
        """Whether the form was part of the page that sent ``data``."""
        return "birth_year" in data


def _birth_field(label: str, spoken: str, problem: str, **kw: Any) -> TypedField:
    about = {
        "width": "input--qty input--xxs",
        "inputmode": "numeric",
        "aria-label": spoken,
        # What is wrong is said once, for the three together.
        "aria-describedby": "birth-hint",
    }
    return TypedField(label=label, missing=problem, unreadable=problem, **(about | kw))


def _first(form: forms.Form) -> str:
    return next((text for texts in form.errors.values() for text in texts), "")


@dataclass
class TypedRow:
    """A row of 注文番号で注文 as it was typed, and what can be read in it."""

    position: int
    number_text: str = ""
    quantity_text: str = ""
    #: ``number:quantity`` that the row confirmed when the page was drawn; '' when none.
    confirmed: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing was typed; a quantity alone orders nothing."""
        return not self.number_text.strip()

    @property
    def number(self) -> str:
        """The order number, or ''."""
        return read_order_number(self.number_text)

    @property
    def quantity(self) -> int | None:
        """Pieces; one when only the number was typed, None when it cannot be read."""
        if not self.quantity_text.strip():
            return 1
        quantity = read_quantity(self.quantity_text)
        return quantity if quantity and quantity <= settings.MOST_PIECES else None

    @property
    def shown(self) -> int | None:
        """The quantity on the order that the member was told, or None when not yet told."""
        number, _colon, quantity = self.confirmed.partition(":")
        return int(quantity) if number == self.number and _QUANTITY.fullmatch(quantity) else None


def typed_rows(data) -> list[TypedRow]:
    """Return the rows of a form or of an address: lists ``number``, ``quantity``, ``confirmed``."""
    numbers = data.getlist("number")[:MOST_ROWS]
    quantities = data.getlist("quantity")
    confirmed = data.getlist("confirmed")
    return [
        TypedRow(
            position=index + 1,
            number_text=number[:40],
            quantity_text=(quantities[index] if index < len(quantities) else "")[:20],
            confirmed=confirmed[index] if index < len(confirmed) else "",
        )
        for index, number in enumerate(numbers)
    ]


def pasted_rows(text: str) -> list[TypedRow]:
    """Return a row for each line of a pasted list: ``120451 2``, with tabs, full width, 2個.

    A line in which no order number is found becomes a row that says so.
    """
    rows = []
    digits = settings.ORDER_NUMBER_DIGITS
    number_then_rest = re.compile(rf"((?:[0-9][\s-]*){{{digits - 1}}}[0-9])(?![0-9])(.*)")
    for line in map(fold_code, text.splitlines()):
        if not line:
            continue
        found = number_then_rest.fullmatch(line[:80])
        number, quantity = found.groups() if found else (line[:40], "")
        rows.append(TypedRow(len(rows) + 1, number, quantity.strip(" \t,、:;*xX×-")))
        if len(rows) == MOST_ROWS:
            break
    return rows
