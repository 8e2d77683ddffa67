-- Adds the entries of transactions to the balances of their accounts. Pots are numbered as in
-- points.models.Pot: 1 available, 2 pending, 3 held, 4 prepaid.
CREATE OR REPLACE FUNCTION points_add_up(transactions bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    change record;
BEGIN
    -- One by itself is the path of every page: two small plans start faster than a large one.
    IF cardinality(transactions) = 1 THEN
        FOR change IN
            SELECT account_id, pot, sum(amount)::integer AS amount FROM points_entry
            WHERE transaction_id = transactions[1] AND account_id IS NOT NULL
            GROUP BY account_id, pot
        LOOP
            UPDATE points_account SET
                available = available + CASE change.pot WHEN 1 THEN change.amount ELSE 0 END,
                pending = pending + CASE change.pot WHEN 2 THEN change.amount ELSE 0 END,
                held = held + CASE change.pot WHEN 3 THEN change.amount ELSE 0 END,
                prepaid = prepaid + CASE change.pot WHEN 4 THEN change.amount ELSE 0 END
            WHERE id = change.account_id;
        END LOOP;
        RETURN;
    END IF;
    PERFORM FROM points_account a WHERE a.id IN (
        SELECT e.account_id FROM unnest(transactions) x (id)
        JOIN points_entry e ON e.transaction_id = x.id
    ) ORDER BY a.id FOR NO KEY UPDATE;
    UPDATE points_account a SET available = a.available + d.available,
        pending = a.pending + d.pending, held = a.held + d.held, prepaid = a.prepaid + d.prepaid
    FROM (
        SELECT e.account_id,
            COALESCE(sum(e.amount) FILTER (WHERE e.pot = 1), 0)::integer AS available,
            COALESCE(sum(e.amount) FILTER (WHERE e.pot = 2), 0)::integer AS pending,
            COALESCE(sum(e.amount) FILTER (WHERE e.pot = 3), 0)::integer AS held,
            COALESCE(sum(e.amount) FILTER (WHERE e.pot = 4), 0)::integer AS prepaid
        FROM unnest(transactions) x (id)
        JOIN points_entry e ON e.transaction_id = x.id
        WHERE e.account_id IS NOT NULL
        GROUP BY e.account_id
    ) d
    WHERE a.id = d.account_id;
END $$;
