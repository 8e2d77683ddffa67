"""Which fee a member pays (domain.md rule 14)."""

from datetime import date

from django.core.cache import cache

from members.models import Member
from orders.models import FeeRule
from orders.pricing import NO_FEE, Fee

_KEY = "orders:fee-rules"
#: Seconds for which pages keep the rules; the closing reads them afresh.
_KEPT = 60


def rules() -> list[FeeRule]:
    """Return every rule, the newest first, kept for a minute."""
    kept = cache.get(_KEY)
    if kept is None:
        kept = list(FeeRule.objects.order_by("-starts_on"))
        cache.set(_KEY, kept, _KEPT)
    return kept


def fee_for(*, member: Member, delivers_on: date) -> Fee:
    """Return the fee of an order of ``member`` that is delivered on that day.

    The newest rule that has begun counts, and a support code goes before the general rule while
    its end date is not before the delivery day. ``orders.closing`` says the same in SQL; a test
    holds the two together.
    """
    codes = [""]
    until = member.fee_support_until
    if member.fee_support and (until is None or until >= delivers_on):
        codes.insert(0, member.fee_support)
    for code in codes:
        for rule in rules():
            if rule.fee_support == code and rule.starts_on <= delivers_on:
                if rule.ends_on is None or rule.ends_on >= delivers_on:
                    return Fee(rule.fee_inc_tax, rule.tax_rate)
    return NO_FEE
