"""Which fee a member pays (docs/domain.md rule 14): ``orders_fee`` in orders/sql/fee.sql.

Pages, the purchase limit and the closing all read it together with what they ask for anyway.
"""

#: The fee of member ``m`` for an order of window ``w``, as ``fee.fee_inc_tax`` and
#: ``fee.tax_rate``.
JOIN = "LEFT JOIN LATERAL orders_fee(w.delivers_on, m.fee_support, m.fee_support_until) fee ON true"
