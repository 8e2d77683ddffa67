"""How to reach the applicant."""

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.forms.phones import PhonesForm
from members.forms.shown import or_none
from members.joining.forms.base import ApplicationForm
from members.joining.models import Application
from todock.lib.forms import typed
from todock.lib.forms.fields import ChoiceField, TypedField
from todock.lib.forms.panels import Part

_UNREADABLE = gettext_lazy("電話番号は、0から始まる10けたか11けたの数字で入力してください")
_UNREADABLE_OTHER = gettext_lazy(
    "もう1つの電話番号は、0から始まる10けたか11けたの数字で入力してください"
)


class ContactForm(ApplicationForm, PhonesForm):
    """Phones, and the way in which the person likes to be asked."""

    parts: ClassVar = (
        Part(gettext_lazy("電話番号"), ["phone", "other_phone"], name="phones"),
        Part(gettext_lazy("ご連絡の方法"), ["contact_by"], name="contact"),
    )
    phone = TypedField(
        label=gettext_lazy("電話番号"),
        hint=gettext_lazy("日中につながる番号。ハイフンはなくてもかまいません。"),
        missing=gettext_lazy("電話番号を入力してください"),
        unreadable=_UNREADABLE,
        read=typed.phone,
        width="input--m",
        type="tel",
        inputmode="tel",
        autocomplete="tel",
    )
    other_phone = TypedField(
        label=gettext_lazy("もう1つの電話番号"),
        unreadable=_UNREADABLE_OTHER,
        read=typed.phone,
        width="input--m",
        type="tel",
        inputmode="tel",
        autocomplete="off",
    )
    contact_by = ChoiceField(
        label=gettext_lazy("ご連絡の方法"),
        hint=gettext_lazy("おたずねしたいことがあるときに使います。"),
        choices=Application.ContactBy.choices,
        missing=gettext_lazy("ご連絡の方法を選んでください"),
    )

    def rows(self) -> list[tuple[str, str]]:
        """The numbers and the way."""
        values = self.cleaned_data
        return [
            (_("電話番号"), values["phone"]),
            (_("もう1つの電話番号"), or_none(values["other_phone"])),
            (_("ご連絡の方法"), str(Application.ContactBy(values["contact_by"]).label)),
        ]
