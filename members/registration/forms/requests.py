"""What members ask of staff, one form a request."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from members.forms.address import HomeForm
from members.forms.name import PersonForm
from members.models import Course, Member, MemberRequest
from members.queries import postcodes
from todock.lib.forms import typed
from todock.lib.forms.fields import ChoiceField, TypedField
from todock.lib.forms.panels import PageForm, Part
from todock.lib.japanese import birthdays

Kind = MemberRequest.Kind


def _note_field(hint: str = "") -> TypedField:
    field = TypedField(
        label=_("連絡したいこと"),
        hint=hint,
        most=200,
        too_long=_("連絡したいことは、200文字までで入力してください"),
    )
    field.widget = forms.Textarea({"class": "input", "rows": 3})
    return field


class MoveForm(HomeForm):
    """Another address, from the postcode on; with the day of the move where it is known."""

    def __init__(self, member: Member, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)

    def panels(self) -> Iterable[Part]:
        """The panels of an address, and when."""
        return [*super().panels(), Part(_("引っ越しについて"), ["moves_on", "note"], name="move")]

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields in the language of the request."""
        super().make_fields(given)
        self.fields["moves_on"] = TypedField(
            label=_("引っ越しの日"),
            hint=_("例：2027年4月1日。すでに引っ越した方は、空のままにします。"),
            unreadable=_("引っ越しの日は、2027年4月1日や20270401のように入力してください"),
            read=birthdays.day,
            width="input--m",
            autocomplete="off",
        )
        self.fields["note"] = _note_field()

    def clean(self) -> dict:
        """Return the address with the day and the note."""
        values = self.cleaned_data
        rest = {"moves_on": values.get("moves_on", ""), "note": values.get("note", "")}
        return {**super().clean(), **rest}

    def content(self) -> dict[str, object]:
        """Return the content as MemberRequest keeps it."""
        names = ("postcode", "prefecture", "city", "street", "building", "note")
        moves_on = self.cleaned_data["moves_on"]
        found = {name: self.cleaned_data[name] for name in names}
        return {**found, "moves_on": moves_on.isoformat() if moves_on else ""}


class WeekdayForm(PageForm):
    """Another weekday, of those on which a van comes to the member's address."""

    def __init__(self, member: Member, data: Mapping[str, Any] | None = None) -> None:
        days = postcodes.service_of(member.postcode).weekdays or Course.Weekday.values
        self.weekdays = [day for day in days if day != member.course.weekday]
        super().__init__(data)

    def panels(self) -> Iterable[Part]:
        """One panel."""
        return [Part(_("希望の曜日"), ["weekday", "note"], name="weekdays")]

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields, if there is a choice at all."""
        if not self.weekdays:
            self.notice = _(
                "いまのご住所には、この曜日だけお届けしています。"
                "お困りのときは、お電話でご相談ください。"
            )
            return
        self.fields["weekday"] = ChoiceField(
            label=_("お届けの曜日"),
            choices=[(str(day), str(Course.Weekday(day).label)) for day in self.weekdays],
            missing=_("希望の曜日を選んでください"),
        )
        self.fields["note"] = _note_field(_("例：いつからがよいか、ほかに都合のよい曜日"))

    def clean(self) -> dict:
        """A form without a choice is valid for nobody."""
        if not self.weekdays:
            raise forms.ValidationError(self.notice)
        return self.cleaned_data

    def content(self) -> dict[str, object]:
        """Return the content as MemberRequest keeps it."""
        return {
            "weekday": int(self.cleaned_data["weekday"]),
            "note": self.cleaned_data["note"],
        }


class PartingForm(PageForm):
    """Stopping or leaving: nothing has to be said."""

    def __init__(self, member: Member, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)

    def panels(self) -> Iterable[Part]:
        """One panel."""
        return [Part(_("連絡したいこと"), ["note"], name="notes")]

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the field."""
        self.fields["note"] = _note_field(_("職員にお伝えになりたいことがあれば、お書きください。"))

    def content(self) -> dict[str, object]:
        """Return the content as MemberRequest keeps it."""
        return {"note": self.cleaned_data["note"]}


class FamilyCardForm(PersonForm):
    """The person of the household who is to have a card of her own."""

    def __init__(self, member: Member, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)

    def panels(self) -> Iterable[Part]:
        """The panels of a name, and how to reach the person."""
        return [*super().panels(), Part(_("ご連絡先"), ["phone", "email"], name="reach")]

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the fields."""
        super().make_fields(given)
        self.fields["phone"] = TypedField(
            label=_("ご家族の電話番号"),
            hint=_("空のときは、いまご登録の電話番号を使います。"),
            unreadable=_("電話番号は、0から始まる10けたか11けたの数字で入力してください"),
            read=typed.phone,
            width="input--m",
            type="tel",
            inputmode="tel",
            autocomplete="off",
        )
        self.fields["email"] = TypedField(
            label=_("ご家族のメールアドレス"),
            unreadable=_("メールアドレスを確かめてください。例：hanako@example.jp"),
            read=typed.email,
            inputmode="email",
            autocomplete="off",
        )

    def clean(self) -> dict:
        """Return name and birth date with the ways to reach the person."""
        values = self.cleaned_data
        reach = {"phone": values.get("phone", ""), "email": values.get("email", "")}
        return {**super().clean(), **reach}

    def content(self) -> dict[str, object]:
        """Return the content as MemberRequest keeps it."""
        values = self.cleaned_data
        return {
            "name": f"{values['family_name']} {values['given_name']}",
            "kana": f"{values['family_kana']} {values['given_kana']}",
            "born_on": values["born_on"].isoformat(),
            "phone": values["phone"],
            "email": values["email"],
        }


FORMS = {
    Kind.ADDRESS: MoveForm,
    Kind.COURSE: WeekdayForm,
    Kind.STOP: PartingForm,
    Kind.LEAVE: PartingForm,
    Kind.FAMILY_CARD: FamilyCardForm,
}
