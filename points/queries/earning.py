"""Which rule and which campaigns count on a day."""

from datetime import date

from points.models import Campaign, EarnRule
from points.rules import earning


def rule_on(on: date) -> EarnRule | None:
    """Return the rule that counts on the day ``on``, or None; one query."""
    return earning.rule_on(EarnRule.objects.filter(starts_on__lte=on), on)


def campaigns_on(on: date) -> list[Campaign]:
    """Return the campaigns that count on the day ``on``, whatever else they ask for."""
    dated = Campaign.objects.filter(starts_on__lte=on, ends_on__gte=on)
    return [each for each in dated if each.weekday in (None, on.isoweekday())]
