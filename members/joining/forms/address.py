"""Where the applicant lives; and works, when the home is outside the area."""

from django.conf import settings
from django.utils.translation import gettext as _

from members.forms import shown
from members.forms.address import HomeForm, postcode_field
from members.joining.forms.base import ApplicationForm
from members.queries import postcodes
from todock.lib.forms.fields import TypedField
from todock.lib.forms.panels import Part

_WORK = ["workplace", "workplace_postcode", "workplace_address"]


class AddressForm(ApplicationForm, HomeForm):
    """The address of the home, and that of the workplace where it is needed."""

    @property
    def wants_delivery(self) -> bool:
        """Whether it is said how we deliver there."""
        return self.application.wants_delivery

    def panels(self) -> list[Part]:
        """The panels; the workplace is folded away from those who live in the area."""
        names = "・".join(settings.JOIN_PREFECTURES)
        work_hint = _("%(area)sにお住まいか、お勤めの方が申し込めます。") % {"area": names}
        legend = _("%(area)sの外にお住まいの方") % {"area": names}
        if self.wants_delivery:
            legend = _("%(area)sの外にお住まいの方、勤め先で受け取りたい方") % {"area": names}
        work = Part(
            _("勤め先") if self.lives_outside else legend,
            _WORK,
            name="work",
            hint=work_hint,
            folded=not (self.lives_outside or self.has_workplace),
        )
        return [*super().panels(), work]

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields; the workplace is required of those who live outside the area."""
        super().make_fields(given)
        prefecture = given.get("prefecture", "")
        self.lives_outside = bool(
            self.application.joins and prefecture and prefecture not in settings.JOIN_PREFECTURES
        )
        self.has_workplace = any(given.get(name, "").strip() for name in _WORK)
        self._make_work_fields(required=self.lives_outside or self.has_workplace)

    def complain_more(self, values: dict) -> None:
        """Who joins lives or works in the area (docs/domain.md rule 18)."""
        if self.lives_outside and not _works_inside(values):
            self._complain_about_area()

    def clean(self) -> dict:
        """Return the columns of the home with those of the workplace."""
        work = {name: self.cleaned_data.get(name, "") for name in _WORK}
        return {**super().clean(), **work}

    def rows(self) -> list[tuple[str, str]]:
        """The address, and the workplace if there is one."""
        values = self.cleaned_data
        home = values["prefecture"] + values["city"] + values["street"]
        rows = [
            (_("郵便番号"), shown.postcode(values["postcode"])),
            (_("住所"), f"{home} {values['building']}".strip()),
        ]
        if values["workplace"]:
            address = f"{shown.postcode(values['workplace_postcode'])} "
            rows.append((_("勤め先"), values["workplace"]))
            rows.append((_("勤め先の住所"), address + values["workplace_address"]))
        return rows

    def _make_work_fields(self, *, required: bool) -> None:
        def missing(text: str) -> str:
            return text if required else ""

        self.fields["workplace"] = TypedField(
            label=_("勤め先の名前"),
            missing=missing(_("勤め先の名前を入力してください")),
            most=60,
            too_long=_("勤め先の名前は、60文字までで入力してください"),
            autocomplete="organization",
        )
        self.fields["workplace_postcode"] = postcode_field(
            _("勤め先の郵便番号"), required=required, autocomplete="off"
        )
        self.fields["workplace_address"] = TypedField(
            label=_("勤め先の住所"),
            missing=missing(_("勤め先の住所を入力してください")),
            most=200,
            too_long=_("勤め先の住所は、200文字までで入力してください"),
            autocomplete="off",
        )

    def _complain_about_area(self) -> None:
        text = _(
            "勤め先の郵便番号を確かめてください。%(area)sにお住まいか、お勤めの方が申し込めます"
        )
        self.complain("workplace_postcode", text % {"area": "・".join(settings.JOIN_PREFECTURES)})


def _works_inside(values: dict) -> bool:
    """Say whether the workplace lies in the area, as far as can be told; True while unanswered."""
    if not (values.get("workplace_postcode") and values.get("workplace_address")):
        return True
    towns = postcodes.towns(values["workplace_postcode"])
    if not towns:
        return values["workplace_address"].startswith(tuple(settings.JOIN_PREFECTURES))
    return any(town.prefecture in settings.JOIN_PREFECTURES for town in towns)
