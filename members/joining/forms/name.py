"""Name, reading and birth date of the applicant."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from members.forms.name import PersonForm
from members.forms.shown import birth_date
from members.joining.forms.base import ApplicationForm
from todock.lib import clock


class NameForm(ApplicationForm, PersonForm):
    """Who applies: somebody of JOIN_LEAST_AGE or older."""

    @property
    def born_hint(self) -> str:
        """Who may apply, and how the date is written."""
        text = _("%(age)s歳以上の方が申し込めます。例：1955年3月1日、昭和30年3月1日")
        return text % {"age": settings.JOIN_LEAST_AGE}

    def check_age(self, born_on: date, today: date) -> None:
        """Complain about those who are too young (docs/domain.md rule 18)."""
        super().check_age(born_on, today)
        too_young = clock.age_on(born_on, today) < settings.JOIN_LEAST_AGE
        if "born_year" not in self.errors and too_young:
            text = _(
                "申し込みは、%(age)s歳以上の方からお受けしています。生年月日を確かめてください"
            )
            self.complain("born_year", text % {"age": settings.JOIN_LEAST_AGE})

    def rows(self) -> list[tuple[str, str]]:
        """Name, reading and birth date as they will stand."""
        values = self.cleaned_data
        return [
            (_("お名前"), f"{values['family_name']} {values['given_name']}"),
            (_("フリガナ"), f"{values['family_kana']} {values['given_kana']}"),
            (_("生年月日"), birth_date(values["born_on"])),
        ]
