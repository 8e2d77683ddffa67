"""How many points go elsewhere, and where: what a member types."""

import re
import unicodedata
from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.models import Donation
from points.queries.history import Standing
from todock.lib.money import yen

_NUMBER = re.compile(r"([0-9]{1,9})(?:ポイント|pt|p|円)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,、，]+")
#: The name of the button that takes all there is.
ALL = "all"


def points_typed(text: str) -> int | None:
    """Return a number of points as people write it: 1,200 １２００ 500ポイント; else None."""
    found = _NUMBER.fullmatch(_BETWEEN.sub("", unicodedata.normalize("NFKC", text)))
    return int(found[1]) if found else None


class MoveForm(forms.Form):
    """How many points. ``most`` is how many can go: the check page asks within it.

    Once the member has said yes to the check page (``confirmed``) the ledger judges.
    """

    points = forms.CharField(
        label=_("ポイント数"),
        max_length=20,
        error_messages={"required": _("ポイント数を入力してください")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        standing: Standing,
        donations: Iterable[Donation] = (),
        confirmed: bool = False,
    ) -> None:
        self.standing = standing
        self.confirmed = confirmed
        self.donations = {str(each.pk): each for each in donations}
        self.most = self.most_possible()
        if data is not None and ALL in data:
            data = data.copy()
            data["points"] = str(self.most)
        super().__init__(data)
        self.prepare()
        self._describe()

    def prepare(self) -> None:
        """Fill in what the fields can be, before they are judged."""

    def refuse(self, message: str) -> None:
        """Say at the number why the ledger did not take it."""
        self.add_error("points", message)
        self._describe()

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, each with the id of its field."""
        return [(self._anchor(name), text) for name, texts in self.errors.items() for text in texts]

    def _anchor(self, name: str) -> str:
        return f"{name}_0" if isinstance(self.fields[name].widget, forms.RadioSelect) else name

    def _describe(self) -> None:
        for name, field in self.fields.items():
            described = [f"{name}-h"]
            if name in self.errors:
                described.insert(0, f"{name}-e")
                field.widget.attrs["aria-invalid"] = "true"
            field.widget.attrs |= {"id": name, "aria-describedby": " ".join(described)}
        self.fields["points"].widget.attrs["class"] = "input input--qty input--points"

    def most_possible(self) -> int:
        """Return how many points can go."""
        return self.standing.available

    def too_many(self) -> str:
        """Say why ``most`` is the most."""
        return gettext("使えるポイントは%(most)sポイントです。%(most)s以下で入力してください") % {
            "most": yen(self.most)
        }

    def clean_points(self) -> int:
        """Return the number."""
        points = points_typed(self.cleaned_data["points"])
        if not points:
            raise forms.ValidationError(
                gettext("ポイント数は、1以上の数字で入力してください（例：500）")
            )
        if points > self.most and not self.confirmed:
            raise forms.ValidationError(self.too_many())
        return points


class ExchangeForm(MoveForm):
    """As many as the prepaid card can take."""

    def most_possible(self) -> int:
        """Return the points at hand, within what the card can still take."""
        return min(self.standing.available, self.standing.prepaid_room)

    def too_many(self) -> str:
        """Say whether the points or the card set the bound."""
        if self.most < self.standing.prepaid_room:
            return super().too_many()
        return gettext(
            "スマちょこに入れられるのは、あと%(room)s円までです。%(room)s以下で入力してください"
        ) % {"room": yen(self.most)}


class DonateForm(MoveForm):
    """To one of the campaigns that collect today."""

    donation = forms.ChoiceField(
        label=_("寄付先"),
        error_messages={
            "required": _("寄付先を選んでください"),
            "invalid_choice": _("寄付先を選んでください"),
        },
        widget=forms.RadioSelect,
    )
    field_order = ("donation", "points")

    def prepare(self) -> None:
        """Offer the campaigns; of a single one there is nothing to choose."""
        field = self.fields["donation"]
        field.choices = [(pk, each.name) for pk, each in self.donations.items()]
        if len(self.donations) == 1:
            field.initial = next(iter(self.donations))

    def clean_donation(self) -> Donation:
        """Return the campaign."""
        return self.donations[self.cleaned_data["donation"]]

    @property
    def radios(self) -> list[tuple[forms.boundfield.BoundWidget, Donation]]:
        """Each campaign with its button."""
        return list(zip(self["donation"], self.donations.values(), strict=True))
