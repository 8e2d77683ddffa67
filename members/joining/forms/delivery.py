"""Where, when and how the boxes come."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.forms import shown
from members.joining.forms.base import ApplicationForm, home_postcode, work_postcode
from members.joining.models import Application
from members.queries import postcodes
from members.queries.coming_cycles import coming_cycles
from todock.lib import clock
from todock.lib.forms.fields import NO, YES, ChoiceField, TypedField, said_yes
from todock.lib.forms.panels import Part

Place = Application.DeliversTo
#: Any weekday will do; the first cycle that is possible.
ANY_DAY, SOONEST = "any", "soonest"
#: Needed only where the boxes come to a door.
_AT_THE_DOOR = ["building_kind", "drop_place", "locked_entrance"]


class DeliveryForm(ApplicationForm):
    """What there is to choose depends on how the home and the workplace are served.

    ``served`` is False when no van and no pick-up place is near either: the form is valid for
    nobody then, and its words say the way out.
    """

    def panels(self) -> list[Part]:
        """The panels; those without a field are left out."""
        hint = _("受取場所で受け取る方は、入力しなくてかまいません。") if self.places else ""
        return [
            Part(_("お届け先"), ["delivers_to", "pickup_place"], name="to"),
            Part(_("建物と置き場所"), _AT_THE_DOOR, name="door", hint=hint),
            Part(_("曜日と始める回"), ["weekday_hoped", "first_cycle_hoped"], name="when"),
            Part(_("カタログ"), ["paper_catalogue"], name="catalogue"),
        ]

    def fill(self, given: dict[str, str], *, posted: bool) -> tuple[dict[str, str], bool]:
        """Read how home and workplace are served; choose what leaves no choice."""
        self.home = postcodes.service_of(home_postcode(self.application))
        self.work = postcodes.service_of(work_postcode(self.application))
        self.places = list(dict.fromkeys([*self.home.places, *self.work.places]))
        self.served = self.home.served or self.work.served
        if not self.served:
            self.notice = shown.not_served()
            return given, False
        self.cycles = [(SOONEST, _("できるだけ早く")), *coming_cycles(clock.now())]
        given = self._without_past_cycle(given)
        before = {"delivers_to": self._places()[0][0], "paper_catalogue": YES}
        if self.application.member:
            before["drop_place"] = self.application.member.drop_place
        return ({**before, **given} if not posted else given), False

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields that make sense here."""
        if not self.served:
            return
        self.fields["delivers_to"] = ChoiceField(
            label=_("どこで受け取りますか"),
            choices=self._places(),
            missing=_("お届け先を選んでください"),
        )
        if len(self.places) > 1:
            self.fields["pickup_place"] = ChoiceField(
                label=_("受取場所"),
                choices=[(place, place) for place in self.places],
                hint=_("受取場所で受け取る方は、選んでください。"),
            )
        if self.home.delivers or self.work.delivers:
            self._make_door_fields()
        self._make_when_fields()
        self.fields["paper_catalogue"] = ChoiceField(
            label=_("紙のカタログ"),
            choices=[
                (YES, _("毎週、商品といっしょに受け取る")),
                (NO, _("受け取らない（このサイトで見る）")),
            ],
            missing=_("紙のカタログを受け取るかどうかを選んでください"),
        )

    def clean(self) -> dict:
        """Ask for what the chosen place needs."""
        if not self.served:
            raise ValidationError(self.notice)
        values = self.cleaned_data
        to = values.get("delivers_to", "")
        drop_place = values.get("drop_place", "")
        if to == Place.PICKUP:
            drop_place = self._pickup_place(values)
        elif to:
            self._need_door(values)
        weekday = values.get("weekday_hoped") or ANY_DAY
        cycle = values.get("first_cycle_hoped") or SOONEST
        at_door = to != Place.PICKUP
        return {
            "delivers_to": to,
            "building_kind": values.get("building_kind", "") if at_door else "",
            "drop_place": drop_place,
            "locked_entrance": said_yes(values.get("locked_entrance", "")) if at_door else None,
            "weekday_hoped": None if weekday == ANY_DAY else int(weekday),
            "first_cycle_hoped": "" if cycle == SOONEST else cycle,
            "paper_catalogue": said_yes(values.get("paper_catalogue", "")),
        }

    def rows(self) -> list[tuple[str, str]]:
        """Where, how, when."""
        values = self.cleaned_data
        rows = [(_("お届け先"), str(Place(values["delivers_to"]).label))]
        if values["delivers_to"] == Place.PICKUP:
            rows.append((_("受取場所"), values["drop_place"]))
        else:
            kind = Application.BuildingKind(values["building_kind"])
            rows += [
                (_("建物の種類"), str(kind.label)),
                (_("置き場所"), values["drop_place"]),
                (_("オートロック"), _("あり") if values["locked_entrance"] else _("なし")),
            ]
        weekday, cycle = values["weekday_hoped"], values["first_cycle_hoped"]
        return [
            *rows,
            (_("希望の曜日"), shown.weekday(weekday) if weekday else _("どれでもよい")),
            (_("始める回"), dict(self.cycles)[cycle or SOONEST]),
            (_("紙のカタログ"), _("受け取る") if values["paper_catalogue"] else _("受け取らない")),
        ]

    def _places(self) -> list[tuple[str, str]]:
        offered = []
        if self.home.delivers:
            offered.append((Place.HOME.value, _("自宅で受け取る")))
        if self.work.delivers:
            offered.append((Place.WORK.value, _("勤め先で受け取る")))
        if self.places:
            names = "、".join(self.places)
            text = _("受取場所（%(places)s）で受け取る") % {"places": names}
            offered.append((Place.PICKUP.value, text))
        return offered

    def _without_past_cycle(self, given: dict[str, str]) -> dict[str, str]:
        """Read a cycle that has closed since it was chosen as the soonest that is possible."""
        hoped = given.get("first_cycle_hoped", "")
        if not hoped or hoped in dict(self.cycles):
            return given
        self.read_anew = frozenset({"first_cycle_hoped"})
        self.notice = _("お選びになった回は締め切りました。「できるだけ早く」始めることにします。")
        return {**given, "first_cycle_hoped": SOONEST}

    def _make_door_fields(self) -> None:
        may_skip = bool(self.places)
        self.fields["building_kind"] = ChoiceField(
            label=_("建物の種類"),
            choices=Application.BuildingKind.choices,
            missing="" if may_skip else _("建物の種類を選んでください"),
        )
        self.fields["drop_place"] = TypedField(
            label=_("留守のときの置き場所"),
            hint=_("例：玄関前、物置の中、車庫の中、宅配ボックス"),
            missing="" if may_skip else _("留守のときの置き場所を入力してください"),
            most=120,
            too_long=_("留守のときの置き場所は、120文字までで入力してください"),
            autocomplete="off",
        )
        self.fields["locked_entrance"] = ChoiceField(
            label=_("建物の入口にオートロックがありますか"),
            choices=[(YES, _("ある")), (NO, _("ない"))],
            missing="" if may_skip else _("オートロックがあるかどうかを選んでください"),
        )

    def _make_when_fields(self) -> None:
        weekdays = sorted({*self.home.weekdays, *self.work.weekdays})
        if len(weekdays) > 1:
            self.fields["weekday_hoped"] = ChoiceField(
                label=_("希望の曜日"),
                hint=_("ご希望にそえないこともあります。"),
                choices=[
                    *((str(number), shown.weekday(number)) for number in weekdays),
                    (ANY_DAY, _("どれでもよい")),
                ],
                missing=_("希望の曜日を選んでください"),
            )
        self.fields["first_cycle_hoped"] = ChoiceField(
            label=_("始める回"),
            hint=_("承認の日によって、ご希望の回より後になることがあります。"),
            choices=self.cycles,
            missing=_("始める回を選んでください"),
            select=True,
        )

    def _pickup_place(self, values: dict) -> str:
        if len(self.places) == 1:
            return self.places[0]
        if not values.get("pickup_place"):
            self.complain("pickup_place", _("受取場所を選んでください"))
        return values.get("pickup_place", "")

    def _need_door(self, values: dict) -> None:
        needed = {
            "building_kind": _("建物の種類を選んでください"),
            "drop_place": _("留守のときの置き場所を入力してください"),
            "locked_entrance": _("オートロックがあるかどうかを選んでください"),
        }
        for name, text in needed.items():
            if name in self.fields and not values.get(name):
                self.complain(name, text)
