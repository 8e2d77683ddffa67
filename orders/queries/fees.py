"""Which fee a member pays (domain.md rule 14).

The rule stands once, as SQL, because pages, the purchase limit and the closing all read it
together with what they ask for anyway.
"""

from datetime import date

from django.db import connection

from members.models import Member
from orders.rules.pricing import NO_FEE, Fee

_RULE = """
SELECT rule.fee_inc_tax, rule.tax_rate FROM orders_feerule rule
WHERE rule.starts_on <= {on} AND (rule.ends_on IS NULL OR rule.ends_on >= {on})
  AND (rule.fee_support = '' OR (rule.fee_support = {support}
       AND ({until} IS NULL OR {until} >= {on})))
ORDER BY rule.fee_support = '', rule.starts_on DESC LIMIT 1
"""

#: The fee of member ``m`` for an order of window ``w``, as ``fee.fee_inc_tax`` and
#: ``fee.tax_rate``. The newest rule that has begun on the delivery day counts; one for the
#: member's support goes before the general one, while that support has not ended.
JOIN = "LEFT JOIN LATERAL ({}) fee ON true".format(
    _RULE.format(on="w.delivers_on", support="m.fee_support", until="m.fee_support_until")
)


def fee_for(*, member: Member, delivers_on: date) -> Fee:
    """Return the fee of an order of ``member`` that is delivered on that day."""
    rule = _RULE.format(on="%(on)s::date", support="%(support)s", until="%(until)s::date")
    values = {
        "on": delivers_on,
        "support": member.fee_support,
        "until": member.fee_support_until,
    }
    with connection.cursor() as cursor:
        cursor.execute(rule, values)
        row = cursor.fetchone()
    return Fee(*row) if row else NO_FEE
