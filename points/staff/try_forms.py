"""What staff type to try a campaign out: a day, a stage, goods."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.rules.earning import Goods
from points.staff.forms import stage_choices
from todock.lib.japanese.kana import fold_code


class TryForm(forms.Form):
    """The day of the deadline, and the stage of the member on it."""

    on = forms.DateField(
        label=gettext_lazy("締切の日"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("締切の日を入力してください。"),
            "invalid": gettext_lazy("締切の日を、日付で入力してください。"),
        },
    )
    stage = forms.ChoiceField(label=gettext_lazy("組合員さんのステージ"), required=False)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["stage"].choices = stage_choices()


class LineForm(forms.Form):
    """Goods: an offer by its numbers, or yen before tax and a category. ``found`` is what it is."""

    cycle_code = forms.CharField(label=gettext_lazy("企画回"), max_length=7, required=False)
    order_number = forms.CharField(label=gettext_lazy("注文番号"), max_length=10, required=False)
    quantity = forms.IntegerField(
        label=gettext_lazy("数量"), min_value=1, max_value=999, required=False
    )
    ex_tax = forms.IntegerField(
        label=gettext_lazy("本体金額（円）"), min_value=1, max_value=9_999_999, required=False
    )
    category_code = forms.CharField(label=gettext_lazy("分類コード"), max_length=20, required=False)
    alcohol = forms.BooleanField(label=gettext_lazy("酒類"), required=False)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        #: Name and facts of the goods; None for an empty line.
        self.found: tuple[str, Goods] | None = None
        for field in self.fields.values():
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs |= {"size": "8", "autocomplete": "off"}

    def clean(self) -> dict:
        """Look the goods up, or take them as they are typed."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        number = fold_code(cleaned["order_number"])
        if number:
            self._look_up(fold_code(cleaned["cycle_code"]), number, cleaned["quantity"] or 1)
        elif cleaned["ex_tax"]:
            category = fold_code(cleaned["category_code"])
            self.found = (
                _("（自由入力）"),
                Goods(
                    ex_tax=cleaned["ex_tax"] * (cleaned["quantity"] or 1),
                    cycle_code=fold_code(cleaned["cycle_code"]),
                    category_path=f"{category}/" if category else "",
                    alcohol=cleaned["alcohol"],
                ),
            )
        elif any(cleaned[name] for name in ("category_code", "alcohol", "quantity")):
            self.add_error("ex_tax", _("注文番号か本体金額を入力してください。"))
        return cleaned

    def _look_up(self, cycle_code: str, number: str, quantity: int) -> None:
        if not cycle_code:
            self.add_error("cycle_code", _("注文番号には、企画回コードも入力してください。"))
            return
        self.found = import_string(settings.POINTS_GOODS)(cycle_code, number, quantity)
        if self.found is None:
            words = _("企画回%(cycle)sに、注文番号%(number)sの商品は見つかりません。")
            self.add_error("order_number", words % {"cycle": cycle_code, "number": number})
