"""What is typed or scanned about a card."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext

from members.card import codes, numbers
from todock.lib.forms.fields import TypedField
from todock.lib.forms.panels import PageForm, Part
from todock.lib.japanese.kana import digits_of

_TYPED_OR_SCANNED = {
    "width": "input--no",
    "inputmode": "numeric",
    "autocomplete": "off",
    "spellcheck": "false",
}


class LostForm(forms.Form):
    """Which issue is replaced: a form that is sent twice names the same one."""

    issue = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class CheckForm(PageForm):
    """A scan at the counter: the number, then the code; or both in one, divided by a blank."""

    use_required_attribute = True
    parts = (Part("", ["number", "code"]),)

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields in the language of the request."""
        self.fields |= {
            "number": TypedField(
                label=gettext("組合員証の番号"),
                hint=gettext("バーコードを読み取るか、番号を入力して、Enterを押してください。"),
                missing=gettext("組合員証の番号を入力してください"),
                **_TYPED_OR_SCANNED,
            ),
            "code": TypedField(
                label=gettext("画面の6けたの数字"),
                hint=gettext("組合員さんの画面に、いま出ている数字です。"),
                **_TYPED_OR_SCANNED,
            ),
        }

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
        code = digits_of(typed)
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
