"""What is typed or scanned about a card."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.card import codes, numbers
from members.sign_in import tries


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
        number, self._scanned_code = numbers.scanned(typed)
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
        self._next_card = numbers.scanned(typed)
        code = tries.digits(typed)
        if typed and len(code) != codes.DIGITS and not self._next_card[0]:
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
