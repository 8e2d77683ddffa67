"""Who lives in the household: for the fee support, and for what is offered to families."""

from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.forms.shown import birth_month, or_none
from members.joining.forms.base import ApplicationForm
from todock.lib import clock
from todock.lib.forms import typed
from todock.lib.forms.fields import TypedField
from todock.lib.forms.panels import Button, Part

_ADD_CHILD = Button("add_child", gettext_lazy("もう一人"), swaps=["children"])
MOST_CHILDREN = 6
#: Keeps how many rows are shown.
_ROWS = "children_rows"
_MOST_PEOPLE = 20
_COMES_OF_AGE = 18


class HouseholdForm(ApplicationForm):
    """Adults, of them those of 65 and more, and the months in which the children were born."""

    kept_too: ClassVar = (_ROWS,)
    adults = TypedField(
        label=gettext_lazy("大人の人数"),
        hint=gettext_lazy("18歳以上の方。ご本人を入れて数えます。"),
        missing=gettext_lazy("大人の人数を入力してください"),
        unreadable=gettext_lazy("大人の人数は、1から20までの数字で入力してください"),
        read=typed.count,
        width="input--qty input--xs",
        suffix=gettext_lazy("人"),
        inputmode="numeric",
        autocomplete="off",
        empty=None,
    )
    seniors = TypedField(
        label=gettext_lazy("そのうち65歳以上の人数"),
        hint=gettext_lazy("いないときは0か、空のままにします。"),
        unreadable=gettext_lazy("65歳以上の人数は、数字で入力してください"),
        read=typed.count,
        width="input--qty input--xs",
        suffix=gettext_lazy("人"),
        inputmode="numeric",
        autocomplete="off",
        empty=0,
    )

    def panels(self) -> list[Part]:
        """The panels; the button is there until all rows are."""
        more = self.children < MOST_CHILDREN
        return [
            Part(_("いっしょに住んでいる人数"), ["adults", "seniors"], name="people"),
            Part(
                _("お子さんの生まれた月"),
                self._names(),
                name="children",
                hint=_("18歳未満のお子さんがいるときに入力します。手数料の割引に使います。"),
                button=_ADD_CHILD if more else None,
            ),
        ]

    def fill(self, given: dict[str, str], *, posted: bool) -> tuple[dict[str, str], bool]:
        """Count the rows, and add one when asked for."""
        filled = [
            number
            for number in range(1, MOST_CHILDREN + 1)
            if given.get(f"child_{number}", "").strip()
        ]
        shown = max(typed.count(given.get(_ROWS, "")) or 1, *filled, 1)
        asks = posted and _ADD_CHILD.name in given
        self.children = min(shown + asks, MOST_CHILDREN)
        self._added = asks
        return {**given, _ROWS: str(self.children)}, asks

    def make_fields(self, given: dict[str, str]) -> None:
        """Make a row for each child."""
        for number, name in enumerate(self._names(), start=1):
            label = _("%(number)s人目のお子さん") % {"number": number}
            text = _("%(label)sの生まれた月は、令和5年4月か2023年4月のように入力してください")
            self.fields[name] = TypedField(
                label=label,
                hint=_("例：令和5年4月、2023年4月") if number == 1 else "",
                unreadable=text % {"label": label},
                read=typed.month,
                width="input--m",
                autocomplete="off",
                empty=None,
            )
        if self._added:
            self.fields[self._names()[-1]].widget.attrs["autofocus"] = True

    def clean(self) -> dict:
        """Check the numbers against each other; children are those who are not of age."""
        adults = self.cleaned_data.get("adults")
        seniors = self.cleaned_data.get("seniors") or 0
        if adults is not None and not 1 <= adults <= _MOST_PEOPLE:
            self.complain("adults", _("大人の人数は、1から20までの数字で入力してください"))
        elif adults is not None and seniors > adults:
            self.complain("seniors", _("65歳以上の人数は、大人の人数までで入力してください"))
        children = []
        for name in self._names():
            if born := self.cleaned_data.get(name):
                self._check_child(name, born)
                children.append(born)
        return {"adults": adults, "seniors": seniors, "children": sorted(children)}

    def rows(self) -> list[tuple[str, str]]:
        """The numbers, and each child's month."""
        values = self.cleaned_data
        return [
            (_("大人の人数"), _("%(count)s人") % {"count": values["adults"]}),
            (_("そのうち65歳以上の人数"), _("%(count)s人") % {"count": values["seniors"]}),
            (
                _("お子さんの生まれた月"),
                or_none("、".join(birth_month(born) for born in values["children"])),
            ),
        ]

    def _names(self) -> list[str]:
        return [f"child_{number}" for number in range(1, self.children + 1)]

    def _check_child(self, name: str, born: date) -> None:
        today = clock.japan_date(clock.now())
        label = self.fields[name].label
        if born > today:
            text = _("%(label)sの生まれた月を確かめてください。まだ来ていない月です")
        elif clock.age_on(born, today) > _COMES_OF_AGE:
            text = _("%(label)sの生まれた月を確かめてください。18歳以上の方は大人に数えます")
        else:
            return
        self.complain(name, text % {"label": label})
