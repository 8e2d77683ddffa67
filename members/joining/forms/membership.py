"""What is paid on joining, and who recommended us."""

from django.conf import settings
from django.utils.translation import gettext as _

from members.forms.shown import or_none
from members.joining.forms.base import ApplicationForm
from todock.lib import money
from todock.lib.forms import typed
from todock.lib.forms.fields import TypedField
from todock.lib.forms.panels import Part


class MembershipForm(ApplicationForm):
    """Share units and the introducer. Whether the number is a member's is told to nobody."""

    def panels(self) -> list[Part]:
        """One panel a topic."""
        return [
            Part(_("出資金"), ["share_units"], name="shares"),
            Part(_("ご紹介者"), ["introducer_number"], name="introducer"),
        ]

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields: unit, least and most are settings."""
        unit = money.yen(settings.SHARE_UNIT_YEN)
        self.fields["share_units"] = TypedField(
            label=_("出資口数"),
            hint=_(
                "1口%(yen)s円で、%(least)s口から申し込めます。出資金は、脱退するときにお返しします。"
            )
            % {"yen": unit, "least": settings.JOIN_LEAST_SHARE_UNITS},
            missing=_("出資口数を入力してください"),
            unreadable=_out_of_bounds(),
            read=_units,
            width="input--qty input--xs",
            suffix=_("口"),
            inputmode="numeric",
            autocomplete="off",
            empty=None,
        )
        digits = settings.MEMBER_NUMBER_DIGITS
        self.fields["introducer_number"] = TypedField(
            label=_("紹介してくれた方の組合員番号"),
            hint=_("わかるときだけ入力してください。"),
            unreadable=_("紹介者の組合員番号は、%(digits)sけたまでの数字で入力してください")
            % {"digits": digits},
            read=lambda text: typed.member_number(text, digits=digits),
            width="input--m",
            inputmode="numeric",
            autocomplete="off",
        )

    def rows(self) -> list[tuple[str, str]]:
        """The units with their yen, and the introducer."""
        units = self.cleaned_data["share_units"]
        yen = money.yen(units * settings.SHARE_UNIT_YEN)
        shares = _("%(units)s口（%(yen)s円）") % {"units": units, "yen": yen}
        return [
            (_("出資金"), shares),
            (_("紹介者の組合員番号"), or_none(self.cleaned_data["introducer_number"])),
        ]


def _units(text: str) -> int | None:
    units = typed.count(text)
    least, most = settings.JOIN_LEAST_SHARE_UNITS, settings.JOIN_MOST_SHARE_UNITS
    return units if units is not None and least <= units <= most else None


def _out_of_bounds() -> str:
    return _("出資口数は、%(least)sから%(most)sまでの数字で入力してください") % {
        "least": settings.JOIN_LEAST_SHARE_UNITS,
        "most": settings.JOIN_MOST_SHARE_UNITS,
    }
