"""What is typed or scanned about a card."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members import card_codes, card_numbers, identity
from members.models import Member, MembershipCard


class LostForm(forms.Form):
    """Which issue is replaced: a form that is sent twice names the same one."""

    issue = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class CheckForm(forms.Form):
    """A scan at the counter: the number, then the code; or both in one, divided by a blank."""

    number = forms.CharField(
        label=_("組合員証の番号"),
        max_length=60,
        help_text=_("バーコードを読み取るか、番号を入力して、Enterを押してください。"),
        error_messages={"required": _("組合員証の番号を入力してください")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("画面の6けたの数字"),
        max_length=20,
        required=False,
        help_text=_("組合員さんの画面に、いま出ている数字です。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            described = [f"{name}-h", f"{name}-e"] if name in self.errors else [f"{name}-h"]
            field.widget.attrs |= {"id": name, "aria-describedby": " ".join(described)}
            field.widget.attrs |= {"class": "input input--no", "spellcheck": "false"}
            if name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"

    def clean_number(self) -> str:
        """Return the number; a code that came with it is kept for ``clean``."""
        typed = self.cleaned_data["number"]
        number, self._scanned_code = card_numbers.scanned(typed)
        if not number:
            # The next scan would be appended to what stands in the field.
            self.data = {**dict(self.data.items()), "number": ""}
            raise forms.ValidationError(
                gettext(
                    "「%(typed)s」は組合員証の番号ではありません。もう一度読み取るか、"
                    "%(length)sけたの番号を入力してください"
                )
                % {"typed": typed, "length": settings.CARD_NUMBER_LENGTH}
            )
        return number

    def clean_code(self) -> str:
        """Return six digits, or '' for none; what a scanner put there is kept for ``clean``."""
        typed = self.cleaned_data["code"]
        self._next_card = card_numbers.scanned(typed)
        code = identity.digits(typed)
        if typed and len(code) != card_codes.DIGITS and not self._next_card[0]:
            raise forms.ValidationError(gettext("画面の数字は、6けたの数字で入力してください"))
        return code

    def clean(self) -> dict:
        """Take the code of the scan where none was typed.

        A card that was scanned where the code belongs is the next one.
        """
        data = super().clean()
        if "number" in data and "code" in data:
            if self._next_card[0]:
                data["number"], data["code"] = self._next_card
            data["code"] = data["code"] or self._scanned_code
        return data


class FindForm(forms.Form):
    """Whose card the desk replaces."""

    member_number = forms.CharField(
        label=_("組合員番号"),
        max_length=40,
        help_text=_("組合員さんから聞いた番号です。ハイフンはなくてもかまいません。"),
        error_messages={"required": _("組合員番号を入力してください")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        attrs = self.fields["member_number"].widget.attrs
        wrong = "member_number" in self.errors
        attrs |= {"id": "member_number", "class": "input input--m"}
        attrs["aria-describedby"] = "member_number-h" + (" member_number-e" if wrong else "")
        if wrong:
            attrs["aria-invalid"] = "true"

    def clean_member_number(self) -> str:
        """Return the number as the other systems write it, with the zeros in front."""
        number = identity.digits(self.cleaned_data["member_number"])
        length = settings.MEMBER_NUMBER_DIGITS
        if not number or len(number) > length:
            raise forms.ValidationError(
                gettext("組合員番号は、%(length)sけたまでの数字で入力してください")
                % {"length": length}
            )
        return number.zfill(length)

    def clean(self) -> dict:
        """Find the member, with her card."""
        data = super().clean()
        if number := data.get("member_number"):
            found = Member.objects.select_related("card").filter(member_number=number)
            data["member"] = found.first()
            if data["member"] is None:
                self.add_error("member_number", gettext("この番号の組合員さんは見つかりません"))
        return data


class ReissueForm(FindForm):
    """The same, with the card that was seen and the reason."""

    reason = forms.ChoiceField(
        label=_("理由"),
        choices=[
            (MembershipCard.Reason.LOST, _("紛失（スマートフォンをなくした、人に見られた）")),
            (MembershipCard.Reason.RENEWED, _("作り直し（読み取れないなど）")),
        ],
        error_messages={
            "required": _("理由を選んでください"),
            "invalid_choice": _("理由を選んでください"),
        },
        widget=forms.RadioSelect,
    )
    issue = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
