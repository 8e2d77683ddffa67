"""What a person types for 本人確認."""

from datetime import date

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.sign_in import tries
from todock.lib import birthdays, clock


class IdentityForm(forms.Form):
    """Member number, birth date and last four digits of the phone, as people write them."""

    member_number = forms.CharField(
        label=_("組合員番号"),
        max_length=40,
        help_text=_("組合員証や注文書に書いてある番号です。ハイフンはなくてもかまいません。"),
        error_messages={"required": _("組合員番号を入力してください")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    born_on = forms.CharField(
        label=_("生年月日"),
        max_length=40,
        help_text=_("例：昭和30年3月1日、19550301"),
        error_messages={"required": _("生年月日を入力してください")},
        widget=forms.TextInput({"autocomplete": "bday"}),
    )
    phone_last4 = forms.CharField(
        label=_("電話番号の下4けた"),
        max_length=20,
        help_text=_("生協に登録している電話番号の、最後の4つの数字です。"),
        error_messages={"required": _("電話番号の下4けたを入力してください")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            described = [f"{name}-h", f"{name}-e"] if name in self.errors else [f"{name}-h"]
            field.widget.attrs |= {"id": name, "aria-describedby": " ".join(described)}
            field.widget.attrs |= {"class": "input input--m"}
            if name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"

    def clean_member_number(self) -> str:
        """Return the number as the other systems write it, with the zeros in front."""
        number = tries.digits(self.cleaned_data["member_number"])
        length = settings.MEMBER_NUMBER_DIGITS
        if not number or len(number) > length:
            raise forms.ValidationError(
                gettext("組合員番号は、%(length)sけたまでの数字で入力してください")
                % {"length": length}
            )
        return number.zfill(length)

    def clean_born_on(self) -> date:
        """Return the day; a day that has not come is no birthday."""
        born_on = birthdays.day(self.cleaned_data["born_on"])
        if born_on is None or not date(1900, 1, 1) <= born_on <= clock.japan_date(clock.now()):
            raise forms.ValidationError(
                gettext("生年月日は、昭和30年3月1日や19550301のように入力してください")
            )
        return born_on

    def clean_phone_last4(self) -> str:
        """Return four digits; of a whole number the last four."""
        number = tries.digits(self.cleaned_data["phone_last4"])
        if len(number) not in (4, 10, 11):
            raise forms.ValidationError(gettext("電話番号の下4けたは、4つの数字で入力してください"))
        return number[-4:]
