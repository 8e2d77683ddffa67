"""A person: name, reading and birth date."""

from datetime import date

from django.utils.translation import gettext as _

from members.rules import readings
from todock.lib import clock
from todock.lib.forms import typed
from todock.lib.forms.fields import TypedField
from todock.lib.forms.panels import Button, PageForm, Part
from todock.lib.japanese import birthdays
from todock.lib.japanese.kana import fold_code

#: Pressed by leaving the field of a name; without scripts the readings come with the next press.
_PROPOSE = Button("propose", "", swaps=["kana"])
_LONGEST = 30
_EARLIEST = date(1900, 1, 1)
_READING_OF = {"family_kana": "family_name", "given_kana": "given_name"}


def _name_field(label: str, **how: str) -> TypedField:
    return TypedField(
        label=label,
        missing=_("%(label)sを入力してください") % {"label": label},
        unreadable=_("%(label)sは、数字や記号を入れずに入力してください") % {"label": label},
        too_long=_("%(label)sは、30文字までで入力してください") % {"label": label},
        read=typed.name,
        most=_LONGEST,
        **how,
    )


def _kana_field(label: str) -> TypedField:
    return TypedField(
        label=label,
        missing=_("%(label)sを入力してください") % {"label": label},
        unreadable=_("%(label)sは、カタカナかひらがなで入力してください") % {"label": label},
        too_long=_("%(label)sは、30文字までで入力してください") % {"label": label},
        read=typed.kana,
        most=_LONGEST,
        hint=_("ひらがなでもかまいません"),
        autocomplete="off",
    )


class PersonForm(PageForm):
    """Who somebody is. A reading that is left empty is proposed once, to be looked at.

    The birth date is three small fields, because one long field is where people over 60 mistype,
    and the wrong part can be pointed at. The year takes 1955 as well as 昭和30: a list of eras
    would be one more control, and one more way to contradict oneself. Who writes the whole date
    into the first field is understood, too.
    """

    @property
    def born_hint(self) -> str:
        """What is said below the birth date."""
        return _("例：1955年3月1日、昭和30年3月1日")

    def panels(self) -> list[Part]:
        """Name, reading, birth date."""
        return [
            Part(_("お名前"), ["family_name", "given_name"], name="name", pair=True),
            Part(
                _("フリガナ"),
                ["family_kana", "given_kana"],
                name="kana",
                pair=True,
                hint=_("お名前を入力すると、読みが入ります。違うときは直してください。"),
            ),
            Part(
                _("生年月日"),
                ["born_year", "born_month", "born_day"],
                name="born",
                inline=True,
                hint=self.born_hint,
            ),
        ]

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields in the language of the request."""
        self.fields |= {
            "family_name": _name_field(
                _("姓"), autocomplete="family-name", **_PROPOSE.attributes_on_change
            ),
            "given_name": _name_field(
                _("名"), autocomplete="given-name", **_PROPOSE.attributes_on_change
            ),
            "family_kana": _kana_field(_("セイ（フリガナ）")),
            "given_kana": _kana_field(_("メイ（フリガナ）")),
            "born_year": TypedField(
                label=_("年"),
                suffix=_("年"),
                missing=_("生年月日の「年」を入力してください"),
                width="input--qty input--year",
                autocomplete="bday-year",
            ),
            "born_month": TypedField(
                label=_("月"),
                suffix=_("月"),
                width="input--qty input--xxs",
                inputmode="numeric",
                autocomplete="bday-month",
            ),
            "born_day": TypedField(
                label=_("日"),
                suffix=_("日"),
                width="input--qty input--xxs",
                inputmode="numeric",
                autocomplete="bday-day",
            ),
        }

    def fill(self, given: dict[str, str], *, posted: bool) -> tuple[dict[str, str], bool]:
        """Propose the readings that are missing."""
        proposed = {
            kana: reading
            for kana, name in _READING_OF.items()
            if posted
            and not given.get(kana, "").strip()
            and (reading := readings.proposal(given.get(name, ""), family=name == "family_name"))
        }
        if proposed:
            self.notice = _(
                "お名前からフリガナを入れました。読みが合っているか、お確かめください。"
            )
        return {**given, **proposed}, bool(proposed) or _PROPOSE.name in given

    def clean(self) -> dict:
        """Put the birth date together."""
        born_on = self._born_on()
        if born_on:
            self.check_age(born_on, clock.japan_date(clock.now()))
        names = ["family_name", "given_name", *_READING_OF]
        return {**{name: self.cleaned_data.get(name) for name in names}, "born_on": born_on}

    def _born_on(self) -> date | None:
        texts = [self.cleaned_data.get(f"born_{part}", "") for part in ("year", "month", "day")]
        if not texts[0]:
            return None
        if not any(texts[1:]) and (whole := birthdays.day(texts[0])):
            return whole
        year = birthdays.year(texts[0])
        month, day = (_number(text, unit) for text, unit in zip(texts[1:], "月日", strict=True))
        if year is None:
            text = _("生年月日の「年」は、1955か昭和30のように入力してください")
            self.complain("born_year", text)
        if month is None or not 1 <= month <= 12:
            self.complain(
                "born_month", _("生年月日の「月」を、1から12までの数字で入力してください")
            )
        if day is None or not 1 <= day <= 31:
            self.complain("born_day", _("生年月日の「日」を、1から31までの数字で入力してください"))
        if any(f"born_{part}" in self.errors for part in ("year", "month", "day")):
            return None
        try:
            return date(year, month, day)
        except ValueError:
            text = _("生年月日の「日」を確かめてください。%(month)s月に%(day)s日はありません")
            self.complain("born_day", text % {"month": month, "day": day})
            return None

    def check_age(self, born_on: date, today: date) -> None:
        """Complain about a day on which nobody who lives was born."""
        if not _EARLIEST <= born_on <= today:
            self.complain("born_year", _("生年月日の「年」を確かめてください"))


def _number(text: str, unit: str) -> int | None:
    folded = fold_code(text).removesuffix(unit).strip()
    return int(folded) if folded.isascii() and folded.isdigit() else None
