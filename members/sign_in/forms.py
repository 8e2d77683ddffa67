"""What a person types for 本人確認."""

from datetime import date
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _

from todock.lib import clock
from todock.lib.forms import typed
from todock.lib.forms.fields import TypedField
from todock.lib.forms.panels import PageForm, Part
from todock.lib.japanese import birthdays
from todock.lib.japanese.kana import digits_of

_EARLIEST = date(1900, 1, 1)


class IdentityForm(PageForm):
    """Member number, birth date and last four digits of the phone, as people write them."""

    use_required_attribute = True
    parts = (Part("", ["member_number", "born_on", "phone_last4"]),)

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields in the language of the request."""
        length = settings.MEMBER_NUMBER_DIGITS
        too_long = _("組合員番号は、%(length)sけたまでの数字で入力してください")
        self.fields |= {
            "member_number": TypedField(
                label=_("組合員番号"),
                hint=_("組合員証や注文書に書いてある番号です。ハイフンはなくてもかまいません。"),
                missing=_("組合員番号を入力してください"),
                unreadable=too_long % {"length": length},
                read=partial(typed.member_number, digits=length),
                width="input--m",
                inputmode="numeric",
                autocomplete="off",
            ),
            "born_on": TypedField(
                label=_("生年月日"),
                hint=_("例：昭和30年3月1日、19550301"),
                missing=_("生年月日を入力してください"),
                unreadable=_("生年月日は、昭和30年3月1日や19550301のように入力してください"),
                read=_birthday,
                width="input--m",
                autocomplete="bday",
            ),
            "phone_last4": TypedField(
                label=_("電話番号の下4けた"),
                hint=_("生協に登録している電話番号の、最後の4つの数字です。"),
                missing=_("電話番号の下4けたを入力してください"),
                unreadable=_("電話番号の下4けたは、4つの数字で入力してください"),
                read=_last4,
                width="input--m",
                inputmode="numeric",
                autocomplete="off",
            ),
        }


def _birthday(text: str) -> date | None:
    """A day that has not come is no birthday."""
    born_on = birthdays.day(text)
    known = born_on is not None and _EARLIEST <= born_on <= clock.japan_date(clock.now())
    return born_on if known else None


def _last4(text: str) -> str | None:
    """Four digits; of a whole number the last four."""
    number = digits_of(text)
    return number[-4:] if len(number) in (4, 10, 11) else None
