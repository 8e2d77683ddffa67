"""試算 of a campaign: what goods would earn with it and without it, before it begins."""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from points.models import Campaign, EarnRule
from points.queries.earning import campaigns_on, rule_on
from points.rules import earning
from points.rules.earning import Earned, Goods
from points.staff.try_forms import LineForm, TryForm
from todock.lib.staff.pages import must, show

#: Goods of one try-out.
LINES = 5


class Tried(NamedTuple):
    """One line of the answer."""

    name: str
    goods: Goods
    earned: Earned
    without: Earned

    @property
    def times(self) -> str:
        """The multiplier in words."""
        return times_text(self.earned.percent)

    @property
    def campaigns(self) -> str:
        """The campaigns that made it more than once."""
        return "、".join(self.earned.campaigns)


class Outcome(NamedTuple):
    """What the goods would earn together, on one day."""

    lines: list[Tried]
    rule: EarnRule | None
    #: Whether the day is one of the campaign's own.
    in_time: bool

    @property
    def ex_tax(self) -> int:
        """Yen before tax."""
        return sum(line.goods.ex_tax for line in self.lines)

    @property
    def points(self) -> int:
        """Points with the campaign."""
        return sum(line.earned.points for line in self.lines)

    @property
    def without(self) -> int:
        """Points without it."""
        return sum(line.without.points for line in self.lines)


def times_text(percent: int) -> str:
    """Return a multiplier in words: 200 is 2倍, 150 is 1.5倍, 0 earns nothing."""
    return _("%(times)s倍") % {"times": f"{percent / 100:g}"} if percent else _("対象外")


@never_cache
@require_safe
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a day and goods, and show what they would earn. Nothing is written."""
    must(request, "points.view_campaign")
    campaign = get_object_or_404(Campaign, pk=pk)
    asked = request.GET if "on" in request.GET else None
    form, lines = _forms(campaign, asked)
    good = asked is not None and all(each.is_valid() for each in (form, *lines))
    outcome = _outcome(campaign, form, lines) if good else None
    return show(
        request,
        "admin/points/campaign/try.html",
        model=Campaign,
        title=_("キャンペーンの試算"),
        forms=[form, *lines],
        campaign=campaign,
        times=times_text(campaign.percent),
        form=form,
        lines=lines,
        outcome=outcome,
    )


def _forms(campaign: Campaign, asked: object) -> tuple[TryForm, list[LineForm]]:
    offer = {"cycle_code": campaign.cycle_code, "order_number": campaign.order_number}
    lines = [
        LineForm(asked, prefix=f"line{place}", initial=offer if place == 1 else None)
        for place in range(1, LINES + 1)
    ]
    return TryForm(asked, initial={"on": campaign.starts_on, "stage": campaign.stage}), lines


def _outcome(campaign: Campaign, form: TryForm, lines: list[LineForm]) -> Outcome | None:
    filled = [line.found for line in lines if line.found is not None]
    if not filled:
        form.add_error(None, _("商品を一つ以上入力してください。"))
        return None
    on, stage = form.cleaned_data["on"], form.cleaned_data["stage"]
    rule = rule_on(on)
    goods = [each for _name, each in filled]
    # The campaign counts on its own days, in the one answer and not in the other.
    others = [each for each in campaigns_on(on) if each.pk != campaign.pk]
    about = {
        "rule": rule,
        "on": on,
        "stage": stage,
        "adding": settings.POINTS_CAMPAIGNS == "add",
    }
    earned = earning.earn(goods, campaigns=[*others, campaign], **about)
    without = earning.earn(goods, campaigns=others, **about)
    tried = [
        Tried(name, each, with_it, without_it)
        for (name, each), with_it, without_it in zip(filled, earned, without, strict=True)
    ]
    return Outcome(tried, rule, _is_in_time(campaign, on))


def _is_in_time(campaign: Campaign, on: date) -> bool:
    in_days = campaign.starts_on <= on and (campaign.ends_on is None or on <= campaign.ends_on)
    return in_days and campaign.weekday in (None, on.isoweekday())
