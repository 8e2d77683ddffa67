"""An address, from the postcode on: what newcomers and those who move type."""

from functools import cached_property

from django.forms import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.forms import shown
from members.queries import postcodes
from members.queries.postcodes import Service, Town
from todock.lib.forms import typed
from todock.lib.forms.fields import ChoiceField, TypedField
from todock.lib.forms.panels import Button, PageForm, Part

_LOOK_UP = Button("look_up", gettext_lazy("住所をさがす"), swaps=["place", "code"])
PREFECTURES = [
    *("北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県"),
    *("茨城県", "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県"),
    *("新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県"),
    *("静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県"),
    *("奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県"),
    *("徳島県", "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県"),
    *("熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"),
]
FOUND = ["prefecture", "city", "town"]


class HomeForm(PageForm):
    """The address of a home.

    On screen the street is two fields: the town, which the postcode fills in, and the block,
    which only the person knows. ``cleaned_data["street"]`` is both together.
    """

    @property
    def wants_delivery(self) -> bool:
        """Whether it is said how we deliver there."""
        return True

    def panels(self) -> list[Part]:
        """Postcode, town, door."""
        return [
            Part(_("郵便番号"), ["postcode"], name="code", button=_LOOK_UP),
            Part(_("住所"), ["town_choice", "prefecture", "city", "town"], name="place"),
            Part(_("番地と建物"), ["block", "building"], name="door"),
        ]

    def fill(self, given: dict[str, str], *, posted: bool) -> tuple[dict[str, str], bool]:
        """Fill in what the postcode says, when it is asked for or nothing is there yet."""
        self.found_text = ""
        self.digits = typed.postcode(given.get("postcode", "")) or ""
        self.towns = postcodes.towns(self.digits) if self.digits else ()
        self._asks_look_up = posted and _LOOK_UP.name in given
        chosen = self._chosen(given.get("town_choice", ""))
        given = {**given, "town_choice": given.get("town_choice", "") if chosen else ""}
        streets = {town.street for town in self.towns}
        nothing_yet = not any(given.get(name, "").strip() for name in FOUND)
        if self._asks_look_up and self.digits:
            return self._found(given), True
        if chosen and given.get("town", "") in {"", *streets}:
            given |= _texts_of(chosen)
        elif nothing_yet and self.towns and not self._asks_look_up:
            asks = posted and not (len(self.towns) == 1 and given.get("block", "").strip())
            given = self._found(given)
            self.found_text = self.found_text if posted else ""
            return given, asks
        return given, False

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields in the language of the request."""
        self.fields["postcode"] = postcode_field(
            _("郵便番号"),
            hint=_("例：060-0001"),
            autocomplete="postal-code",
            **_LOOK_UP.attributes_on_change,
        )
        if len(self.towns) > 1:
            self.fields["town_choice"] = self._town_choice(given)
        self.fields |= self._place_fields() | _door_fields()

    @cached_property
    def service(self) -> Service:
        """How we serve the postcode that was typed. One query."""
        return postcodes.service_of(self.digits)

    def said(self, name: str) -> list[tuple[str, str]]:
        """Say what the postcode brought, and how we serve it as soon as it is known."""
        if name != "code":
            return []
        found = [("", self.found_text)] if self.found_text else []
        if self.digits and self.wants_delivery:
            tone = "ok" if self.service.delivers else "" if self.service.served else "warn"
            found.append((tone, shown.service(self.service)))
        return found

    def complain_more(self, values: dict) -> None:
        """Say what else is wrong with the values together."""

    def clean(self) -> dict:
        """Join town and block; check that the postcode fits."""
        values = self.cleaned_data
        prefectures = {town.prefecture for town in self.towns}
        if values.get("prefecture") and prefectures and values["prefecture"] not in prefectures:
            self.complain("postcode", _("郵便番号と都道府県が合っていません。確かめてください"))
        self.complain_more(values)
        if self._asks_look_up:
            # Pressed beside the postcode: the rest of the page is not finished yet.
            for name in [name for name in self.errors if name != "postcode"]:
                del self.errors[name]
        town = values.get("town", "")
        found = "".join(values.get(name, "") for name in FOUND)
        block = values.get("block", "").removeprefix(found).removeprefix(town)
        columns = ["postcode", "prefecture", "city", "building"]
        return {**{name: values.get(name, "") for name in columns}, "street": town + block}

    def _town_choice(self, given: dict[str, str]) -> ChoiceField:
        open_yet = not given.get("town", "").strip()
        return ChoiceField(
            label=_("あてはまる町名を選んでください"),
            missing=_("町名を選ぶか、入力してください") if open_yet else "",
            choices=[
                (self._key(number), f"{town.city}{town.street}")
                for number, town in enumerate(self.towns)
            ],
        )

    def _place_fields(self) -> dict[str, Field]:
        """The fields that the postcode fills in."""
        return {
            "prefecture": ChoiceField(
                label=_("都道府県"),
                choices=[("", _("選んでください")), *((name, name) for name in PREFECTURES)],
                missing=_("都道府県を選んでください"),
                width="input--m",
                select=True,
                autocomplete="address-level1",
            ),
            "city": TypedField(
                label=_("市区町村"),
                hint=_("例：札幌市西区"),
                missing=_("市区町村を入力してください"),
                most=60,
                too_long=_("市区町村は、60文字までで入力してください"),
                autocomplete="address-level2",
            ),
            "town": TypedField(
                label=_("町名"),
                hint=_("上にないときは、ここに入力します。")
                if len(self.towns) > 1
                else _("例：琴似二条。町名のない住所では空のままにします。"),
                most=60,
                too_long=_("町名は、60文字までで入力してください"),
                autocomplete="address-level3",
            ),
        }

    def _found(self, given: dict[str, str]) -> dict[str, str]:
        """Return the texts with what all towns of the postcode have in common."""
        if not self.towns:
            self.found_text = _("この郵便番号の住所が見つかりません。住所を入力してください。")
            return given
        common = {
            name: values.pop() if len(values) == 1 else ""
            for name, values in zip(FOUND, map(set, zip(*self.towns, strict=True)), strict=True)
        }
        if len(self.towns) > 1:
            self.found_text = _("この郵便番号には、いくつかの町があります。町名を選んでください。")
        else:
            self.found_text = _("郵便番号から住所を入れました。続きを入力してください。")
        return {**given, **common, "town_choice": ""}

    def _key(self, number: int) -> str:
        return f"{self.digits}-{number}"

    def _chosen(self, key: str) -> Town | None:
        towns = {self._key(number): town for number, town in enumerate(self.towns)}
        return towns.get(key) if len(towns) > 1 else None


def _door_fields() -> dict[str, Field]:
    """The fields that only the person knows."""
    return {
        "block": TypedField(
            label=_("丁目・番地"),
            hint=_("例：1丁目2-3。番地がないときは「無番地」と入力します。"),
            missing=_("丁目・番地を入力してください"),
            most=60,
            too_long=_("丁目・番地は、60文字までで入力してください"),
            autocomplete="address-line1",
        ),
        "building": TypedField(
            label=_("建物名・部屋番号"),
            most=120,
            too_long=_("建物名・部屋番号は、120文字までで入力してください"),
            autocomplete="address-line2",
        ),
    }


def postcode_field(
    label: str, *, hint: str = "", required: bool = True, **attrs: str
) -> TypedField:
    """Return a field for seven digits, however they are typed."""
    return TypedField(
        label=label,
        hint=hint,
        missing=_("%(label)sを入力してください") % {"label": label} if required else "",
        unreadable=_("%(label)sは、7けたの数字で入力してください") % {"label": label},
        read=typed.postcode,
        width="input--s",
        inputmode="numeric",
        **attrs,
    )


def _texts_of(town: Town) -> dict[str, str]:
    return dict(zip(FOUND, town, strict=True))
