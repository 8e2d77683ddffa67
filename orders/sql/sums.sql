-- What is on an order comes to per tax rate: yen before tax, the fee included; and the fee, yen
-- with tax, in the row of its rate. orders.rules.pricing.summarise says the same (a test holds both
-- together); the tax of a sum is rounded once, by whoever reads it. Prices and fee of an order that
-- is closed are its own. Ask with constants (an order, a member, windows): they are pushed down, while
-- a join on what is no constant would add up every order first.
CREATE OR REPLACE VIEW orders_sums AS
SELECT order_id, member_id, window_id, closed_at, tax_rate,
    sum(ex_tax)::bigint AS ex_tax, sum(fee_inc_tax)::integer AS fee_inc_tax
FROM (
    SELECT o.id AS order_id, o.member_id, o.window_id, o.closed_at, p.tax_rate,
        f.price_ex_tax::bigint * l.quantity AS ex_tax, 0 AS fee_inc_tax
    FROM orders_order o
    JOIN orders_orderline l ON l.order_id = o.id
    JOIN catalog_offer f ON f.id = l.offer_id
    JOIN catalog_product p ON p.id = f.product_id
    WHERE o.closed_at IS NULL
    UNION ALL
    SELECT o.id, o.member_id, o.window_id, o.closed_at, fee.tax_rate,
        orders_fee_ex_tax(fee.fee_inc_tax, fee.tax_rate), fee.fee_inc_tax
    FROM orders_order o
    JOIN orders_orderwindow w ON w.id = o.window_id
    JOIN members_member m ON m.id = o.member_id
    CROSS JOIN LATERAL orders_fee(w.delivers_on, m.fee_support, m.fee_support_until) fee
    WHERE o.closed_at IS NULL AND fee.fee_inc_tax > 0
        AND EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id)
    UNION ALL
    SELECT o.id, o.member_id, o.window_id, o.closed_at, l.tax_rate,
        l.price_ex_tax::bigint * l.quantity, 0
    FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
    WHERE o.closed_at IS NOT NULL
    UNION ALL
    SELECT o.id, o.member_id, o.window_id, o.closed_at, o.fee_tax_rate,
        orders_fee_ex_tax(o.fee_inc_tax, o.fee_tax_rate), o.fee_inc_tax
    FROM orders_order o WHERE o.closed_at IS NOT NULL AND o.fee_inc_tax > 0
) amounts
GROUP BY order_id, member_id, window_id, closed_at, tax_rate;

-- What closed orders came to per tax rate, as it was frozen, yen with tax: all of it, and the goods
-- without the fee, the most that points may pay.
CREATE OR REPLACE VIEW orders_billed AS
SELECT t.id AS total_id, t.order_id, o.window_id, o.points_used, t.tax_rate, t.points,
    t.ex_tax::bigint + t.tax AS payable,
    t.ex_tax::bigint + t.tax
        - CASE WHEN t.tax_rate = o.fee_tax_rate THEN o.fee_inc_tax ELSE 0 END AS goods
FROM orders_ordertotal t JOIN orders_order o ON o.id = t.order_id;
