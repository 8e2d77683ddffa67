"""What staff type: corrections, and the dated rules of earning, stages and donations."""

import unicodedata
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Member
from points.models import Account, Campaign, Donation, EarnRule, StageRule
from todock.lib import clock
from todock.lib.forms import typed
from todock.lib.japanese.kana import fold_code

_MINUS = "-−‐–―ー▲△"


def signed_points(text: str) -> int | None:
    """Return points with a sign as people write it: 500 ＋500 -1,200 ▲300; else None."""
    bare = unicodedata.normalize("NFKC", text).strip()
    if bare[:1] and bare[0] in _MINUS:
        points = typed.points(bare[1:])
        return None if points is None else -points
    return typed.points(bare.removeprefix("+"))


class AdjustmentForm(forms.Form):
    """A correction of the points of one account."""

    points = forms.CharField(
        label=gettext_lazy("ポイント"),
        max_length=20,
        help_text=gettext_lazy("増やすときは 500、減らすときは -500 のように入力します。"),
        error_messages={"required": gettext_lazy("ポイントを入力してください。")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=200,
        help_text=gettext_lazy(
            "組合員さんも読みます。ほかの人の名前や連絡先は書かないでください。"
        ),
        error_messages={"required": gettext_lazy("理由を入力してください。")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_points(self) -> int:
        """Return the number with its sign."""
        points = signed_points(self.cleaned_data["points"])
        if not points:
            raise forms.ValidationError(
                _("ポイントは、0でない数字で入力してください（例：500、-500）。")
            )
        return points


class MergeForm(forms.Form):
    """The membership that stays."""

    number = forms.CharField(
        label=gettext_lazy("残す組合員番号"),
        max_length=20,
        help_text=gettext_lazy("この番号の口座に、使えるポイントをすべて移します。"),
        error_messages={"required": gettext_lazy("組合員番号を入力してください。")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, account: Account, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.account = account

    def clean_number(self) -> Member:
        """Return the member that stays."""
        number = fold_code(self.cleaned_data["number"]).replace("-", "").replace(" ", "")
        member = Member.objects.filter(member_number=number).select_related("points").first()
        if member is None:
            raise forms.ValidationError(_("この組合員番号は見つかりません。"))
        if member.pk == self.account.member_id:
            raise forms.ValidationError(_("同じ組合員番号どうしはまとめられません。"))
        if member.state == Member.State.WITHDRAWN:
            raise forms.ValidationError(_("脱退した組合員番号には移せません。"))
        return member


def has_begun(row: Any) -> bool:
    """Say whether dated data counts already, or has counted."""
    return row.starts_on <= clock.japan_date(clock.now())


class DatedForm(forms.ModelForm):
    """Data that begins tomorrow or later; of what has begun only the end may come earlier.

    What orders earned and members saw by today does not change: the new end is today at the
    earliest, and a longer time is new data.
    """

    def clean_starts_on(self) -> date:
        """Refuse today and the past."""
        starts_on = self.cleaned_data["starts_on"]
        if starts_on <= clock.japan_date(clock.now()):
            raise forms.ValidationError(_("開始日は、あすかそのあとの日付で入力してください。"))
        return starts_on

    def clean_ends_on(self) -> date | None:
        """Let what has begun end earlier, and not in the past."""
        ends_on = self.cleaned_data["ends_on"]
        if self.instance.pk is None or not has_begun(self.instance):
            return ends_on
        before = self.instance.ends_on
        if ends_on is None or (before and ends_on > before):
            raise forms.ValidationError(
                _(
                    "始まったあとは、終了日を早めることだけができます。続けるときは、新しく追加してください。"
                )
            )
        if ends_on < clock.japan_date(clock.now()):
            raise forms.ValidationError(_("終了日は、きょうかそのあとの日付で入力してください。"))
        return ends_on

    def clean(self) -> dict:
        """Compare the days with each other."""
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("終了日は、開始日かそのあとの日付で入力してください。"))
        elif starts_on:
            self.compare(cleaned)
        return cleaned

    def compare(self, cleaned: dict) -> None:
        """Compare what is still to come with what is there."""

    def others(self) -> QuerySet:
        """Return the rows beside this one."""
        return type(self.instance).objects.exclude(pk=self.instance.pk)


class EarnRuleForm(DatedForm):
    """How many yen make a point."""

    yen_per_point = forms.IntegerField(
        label=gettext_lazy("1ポイントの対象額（円・税抜）"), initial=330, min_value=1
    )

    class Meta:
        model = EarnRule
        fields = ["yen_per_point", "alcohol_earns", "starts_on", "ends_on"]
        help_texts = {
            "starts_on": gettext_lazy(
                "締切がこの日からの注文にかかります。始まったあとは、終了日を早めることだけができます。"
            ),
            "ends_on": gettext_lazy(
                "締切がこの日までの注文にかかります。空欄なら、次の決まりが始まるまでです。"
            ),
        }

    def compare(self, cleaned: dict) -> None:
        """One rule begins on one day."""
        if self.others().filter(starts_on=cleaned["starts_on"]).exists():
            self.add_error("starts_on", _("同じ日に始まる決まりがあります。"))


def stage_choices() -> list[tuple[str, str]]:
    """Return every stage that the rules know, by name."""
    names = StageRule.objects.order_by("threshold").values_list("name", flat=True)
    return [("", _("指定しない")), *((name, name) for name in dict.fromkeys(names))]


class CampaignForm(DatedForm):
    """What multiplies points, and of which goods."""

    percent = forms.IntegerField(
        label=gettext_lazy("倍率（%）"),
        min_value=101,
        max_value=10_000,
        help_text=gettext_lazy("200で2倍、150で1.5倍です。"),
    )
    stage = forms.ChoiceField(label=gettext_lazy("ステージ"), required=False)

    class Meta:
        model = Campaign
        fields = [
            *("name", "percent", "starts_on", "ends_on", "cycle_code", "order_number"),
            *("category_code", "weekday", "stage"),
        ]
        help_texts = {
            "starts_on": gettext_lazy(
                "締切がこの日からの注文にかかります。始まったあとは、終了日を早めることだけができます。"
            ),
            "ends_on": gettext_lazy("締切がこの日までの注文にかかります。"),
            "cycle_code": gettext_lazy("7けた（例：2026114）。空欄なら、すべての企画回です。"),
            "order_number": gettext_lazy(
                "この商品だけにかけるとき。企画回コードも入力してください。"
            ),
            "category_code": gettext_lazy("この分類と、その下の分類にかけるとき。"),
        }

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        if "stage" in self.fields:
            self.fields["stage"].choices = stage_choices()
        # The model leaves it open; a campaign always ends. Who only looks has no fields.
        if "ends_on" in self.fields:
            self.fields["ends_on"].required = True

    def clean_cycle_code(self) -> str:
        """Read the code as it is typed."""
        code = fold_code(self.cleaned_data["cycle_code"])
        if code and not (len(code) == 7 and code.isdecimal()):
            raise forms.ValidationError(_("企画回コードは、7けたの数字で入力してください。"))
        return code

    def clean_order_number(self) -> str:
        """Read the number as it is typed."""
        return fold_code(self.cleaned_data["order_number"])

    def clean_category_code(self) -> str:
        """Read the code as it is typed."""
        return fold_code(self.cleaned_data["category_code"])

    def compare(self, cleaned: dict) -> None:
        """Refuse conditions that never hold together, and a twin of another campaign."""
        if cleaned.get("order_number") and not cleaned.get("cycle_code"):
            self.add_error(
                "cycle_code",
                _("注文番号は企画回ごとにちがいます。企画回コードも入力してください。"),
            )
        if cleaned.get("order_number") and cleaned.get("category_code"):
            self.add_error(
                "category_code", _("注文番号か分類コードの、どちらか一つにしてください。")
            )
        starts_on, ends_on = cleaned["starts_on"], cleaned.get("ends_on")
        if not ends_on:
            return
        weekday = cleaned.get("weekday")
        if weekday and not _has_weekday(starts_on, ends_on, weekday):
            self.add_error("weekday", _("期間の中に、この曜日がありません。"))
        same = {name: cleaned.get(name) for name in _CONDITIONS if name in cleaned}
        twin = self.others().filter(**same, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
        if twin and len(same) == len(_CONDITIONS):
            words = _("同じ条件のキャンペーン「%(name)s」と、期間が重なっています。")
            self.add_error("starts_on", words % {"name": twin.name})


_CONDITIONS = ("cycle_code", "order_number", "category_code", "weekday", "stage")


def _has_weekday(starts_on: date, ends_on: date, weekday: int) -> bool:
    until_it = (weekday - starts_on.isoweekday()) % 7
    return starts_on + timedelta(days=until_it) <= ends_on


class StageRuleForm(DatedForm):
    """A stage: what leads to it, and what it brings."""

    class Meta:
        model = StageRule
        fields = ["name", "threshold", "bonus", "starts_on", "ends_on"]
        help_texts = {
            "threshold": gettext_lazy("1か月の実績がこの額になると、次の月のステージになります。"),
            "starts_on": gettext_lazy(
                "同じ名前の新しい決まりが始まると、そちらを使います。"
                "始まったあとは、終了日を早めることだけができます。"
            ),
            "ends_on": gettext_lazy("空欄なら、終わりません。"),
        }

    def compare(self, cleaned: dict) -> None:
        """One name begins once on a day, and one threshold leads to one name at a time."""
        starts_on, ends_on = cleaned["starts_on"], cleaned.get("ends_on") or date.max
        name = cleaned.get("name")
        if self.others().filter(name=name, starts_on=starts_on).exists():
            self.add_error("name", _("同じ日に始まる、同じ名前のステージがあります。"))
        beside = self.others().filter(starts_on__lte=ends_on).exclude(ends_on__lt=starts_on)
        if beside.filter(threshold=cleaned.get("threshold")).exclude(name=name).exists():
            self.add_error("threshold", _("必要な実績が同じステージと、期間が重なっています。"))


class DonationForm(DatedForm):
    """What points can be given to."""

    class Meta:
        model = Donation
        fields = ["name", "text", "starts_on", "ends_on"]
        widgets = {"text": forms.Textarea({"rows": 3})}
        help_texts = {
            "starts_on": gettext_lazy("始まったあとは、終了日を早めることだけができます。"),
        }
