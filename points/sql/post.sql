-- The ledger's one door. Asked again with the same keys, it changes nothing and says so.
CREATE OR REPLACE FUNCTION points_post(postings points_posting[])
RETURNS TABLE (transaction_id bigint, posting_key text, replayed boolean) LANGUAGE plpgsql AS $$
DECLARE
    fresh bigint[] := points_write(postings);
BEGIN
    IF cardinality(fresh) > 0 THEN
        PERFORM points_add_up(fresh);
    END IF;
    IF cardinality(fresh) = cardinality(postings) THEN
        RETURN QUERY SELECT x.id, x.key, false FROM unnest(postings) x;
        RETURN;
    END IF;
    RETURN QUERY
        SELECT t.id, t.key::text, t.id <> x.id
        FROM unnest(postings) x JOIN points_transaction t ON t.key = x.key;
END $$;
