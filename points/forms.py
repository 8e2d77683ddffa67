"""How many points go elsewhere, and where: what a member types."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from points.models import Donation
from points.queries.history import Standing
from todock.lib import amounts, dates
from todock.lib.forms import typed
from todock.lib.forms.fields import ChoiceField, TypedField
from todock.lib.forms.panels import PageForm, Part
from todock.lib.money import yen

#: The name of the button that takes all there is.
ALL = "all"


class MoveForm(PageForm):
    """How many points. ``most`` is how many can go: the check page asks within it.

    Once the member has said yes to the check page (``confirmed``) the ledger judges.
    """

    use_required_attribute = True
    parts = (Part("", ["donation", "points"]),)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        standing: Standing,
        at: datetime,
        donations: Iterable[Donation] = (),
        confirmed: bool = False,
    ) -> None:
        self.standing, self.at, self.confirmed = standing, at, confirmed
        self.donations = {str(each.pk): each for each in donations}
        self.most = self.most_possible()
        super().__init__(data)

    def fill(self, given: dict[str, str], *, posted: bool) -> tuple[dict[str, str], bool]:
        """Take all there is where that button was pressed."""
        return (given | {"points": str(self.most)} if ALL in given else given), False

    def make_fields(self, given: dict[str, str]) -> None:
        """Make the field of the number."""
        hint = _("%(at)s現在、%(most)sまでできます。") % {
            "at": dates.instant_text(self.at),
            "most": amounts.in_points(self.most),
        }
        self.fields["points"] = TypedField(
            label=_("ポイント数"),
            hint=hint,
            missing=_("ポイント数を入力してください"),
            unreadable=_("ポイント数は、1以上の数字で入力してください（例：500）"),
            # None of them is none to read.
            read=lambda text: typed.points(text) or None,
            width="input--qty input--points",
            inputmode="numeric",
            autocomplete="off",
        )

    def most_possible(self) -> int:
        """Return how many points can go."""
        return self.standing.available

    def too_many(self) -> str:
        """Say why ``most`` is the most."""
        return _("使えるポイントは%(most)sポイントです。%(most)s以下で入力してください") % {
            "most": yen(self.most)
        }

    def clean_points(self) -> int:
        """Return the number, within what can go."""
        points = self.cleaned_data["points"]
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
        return _(
            "スマちょこに入れられるのは、あと%(room)s円までです。%(room)s以下で入力してください"
        ) % {"room": yen(self.most)}


class DonateForm(MoveForm):
    """To one of the campaigns that collect today."""

    def make_fields(self, given: dict[str, str]) -> None:
        """Offer the campaigns; of a single one there is nothing to choose."""
        field = ChoiceField(
            label=_("寄付先"),
            choices=[(pk, each.name) for pk, each in self.donations.items()],
            missing=_("寄付先を選んでください"),
            hint=_("一つえらんでください。"),
        )
        if len(self.donations) == 1:
            field.initial = next(iter(self.donations))
        self.fields["donation"] = field
        super().make_fields(given)

    def clean_donation(self) -> Donation:
        """Return the campaign."""
        return self.donations[self.cleaned_data["donation"]]

    @property
    def radios(self) -> list[tuple[forms.boundfield.BoundWidget, Donation]]:
        """Each campaign with its button."""
        return list(zip(self["donation"], self.donations.values(), strict=True))
