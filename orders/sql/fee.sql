-- Which fee an order pays (docs/domain.md rule 14), yen with tax and per cent; no row: none. The newest
-- rule that has begun on the delivery day counts; one for the member's support goes before the
-- general one, while that support has not ended.
CREATE OR REPLACE FUNCTION orders_fee(delivers_on date, support text, support_until date)
RETURNS TABLE (fee_inc_tax integer, tax_rate smallint) LANGUAGE sql STABLE AS $$
    SELECT rule.fee_inc_tax, rule.tax_rate FROM orders_feerule rule
    WHERE rule.starts_on <= delivers_on AND (rule.ends_on IS NULL OR rule.ends_on >= delivers_on)
        AND (rule.fee_support = '' OR (rule.fee_support = support
            AND (support_until IS NULL OR support_until >= delivers_on)))
    ORDER BY rule.fee_support = '', rule.starts_on DESC LIMIT 1
$$;

-- The fee before tax, rounded up: 220 yen at 10 % are 200 (todock.lib.money.ex_tax_of).
CREATE OR REPLACE FUNCTION orders_fee_ex_tax(fee_inc_tax integer, tax_rate smallint)
RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT ceil(fee_inc_tax * 100::numeric / (100 + tax_rate))::bigint
$$;
