"""What staff type: fees that are still to come, points that are given back."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.models import FeeRule, Order
from todock.lib import clock
from todock.lib.japanese.kana import fold_code


class FeeRuleForm(forms.ModelForm):
    """A fee that begins tomorrow or later: what was charged by then does not change."""

    tax_rate = forms.IntegerField(
        label=gettext_lazy("税率"), initial=10, min_value=0, max_value=100, help_text="%"
    )

    class Meta:
        model = FeeRule
        fields = ["fee_support", "fee_inc_tax", "tax_rate", "starts_on", "ends_on"]
        help_texts = {
            "fee_support": gettext_lazy("組合員データのサポート区分。空欄なら全員です。"),
            "fee_inc_tax": gettext_lazy("円。無料なら0です。"),
            "starts_on": gettext_lazy(
                "お届け日がこの日からの注文にかかります。始まったあとは変えられません。"
            ),
            "ends_on": gettext_lazy(
                "この日までの注文にかかります。空欄なら、次の決まりが始まるまでです。"
            ),
        }

    def clean_fee_support(self) -> str:
        """Read the code as it is typed."""
        return fold_code(self.cleaned_data["fee_support"])

    def clean_starts_on(self) -> date:
        """Refuse today and the past."""
        starts_on = self.cleaned_data["starts_on"]
        if starts_on <= clock.japan_date(clock.now()):
            raise forms.ValidationError(_("適用開始日は、あすかそのあとの日付で入力してください。"))
        return starts_on

    def clean(self) -> dict:
        """Compare the days with each other, and with the rules that are there."""
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error(
                "ends_on", _("適用終了日は、適用開始日かそのあとの日付で入力してください。")
            )
        same = FeeRule.objects.exclude(pk=self.instance.pk).filter(
            fee_support=cleaned.get("fee_support", ""), starts_on=starts_on
        )
        if starts_on and same.exists():
            self.add_error("starts_on", _("同じ区分で、同じ日に始まる決まりがあります。"))
        return cleaned


class GiveBackForm(forms.Form):
    """Points that a closed order used and that are given back, and why."""

    points = forms.IntegerField(label=gettext_lazy("返すポイント"), min_value=1)
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=200,
        help_text=gettext_lazy("例：欠品のため。組合員さんにも見えます。"),
    )
    #: How the points of the order stood on the page: a second press is noticed.
    shown = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, order: Order, **kw: object) -> None:
        super().__init__(*args, initial={"shown": order.points_serial}, **kw)
        self.most = order.points_used

    def clean_points(self) -> int:
        """Refuse more than the order used."""
        points = self.cleaned_data["points"]
        if points > self.most:
            raise forms.ValidationError(_("注文で使ったポイントより多くは返せません。"))
        return points

    def clean_reason(self) -> str:
        """Take blanks at the ends away."""
        return self.cleaned_data["reason"].strip()
