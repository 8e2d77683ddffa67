"""Which fee a member pays (domain.md rule 14): the function ``orders_fee`` (orders/sql/fee.sql).

Pages, the purchase limit and the closing all read it together with what they ask for anyway.
"""

from datetime import date

from django.db import connection

from members.models import Member
from orders.rules.pricing import NO_FEE, Fee

#: The fee of member ``m`` for an order of window ``w``, as ``fee.fee_inc_tax`` and
#: ``fee.tax_rate``.
JOIN = "LEFT JOIN LATERAL orders_fee(w.delivers_on, m.fee_support, m.fee_support_until) fee ON true"


def fee_for(*, member: Member, delivers_on: date) -> Fee:
    """Return the fee of an order of ``member`` that is delivered on that day."""
    values = [delivers_on, member.fee_support, member.fee_support_until]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM orders_fee(%s::date, %s, %s::date)", values)
        row = cursor.fetchone()
    return Fee(*row) if row else NO_FEE
