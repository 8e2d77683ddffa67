-- Every statement brings whole transactions, each of which sums to zero; at commit no transaction
-- is without its entries.
CREATE OR REPLACE FUNCTION points_entries_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh GROUP BY transaction_id HAVING sum(amount) <> 0) OR EXISTS (
        SELECT FROM (SELECT transaction_id, count(*) AS n FROM fresh GROUP BY 1) f
        JOIN points_entry e ON e.transaction_id = f.transaction_id
        GROUP BY f.transaction_id, f.n HAVING count(*) <> f.n
    ) THEN
        RAISE EXCEPTION 'points: entries of a transaction come together and sum to zero'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transaction_entries_sum_to_zero';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER points_entries_balance AFTER INSERT ON points_entry
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION points_entries_balance();

CREATE OR REPLACE FUNCTION points_transaction_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT COALESCE(sum(amount), 1) FROM points_entry WHERE transaction_id = NEW.id) <> 0 THEN
        RAISE EXCEPTION 'points: the entries of transaction % do not sum to zero', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transaction_entries_sum_to_zero';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS points_transaction_is_whole ON points_transaction;
CREATE CONSTRAINT TRIGGER points_transaction_is_whole AFTER INSERT ON points_transaction
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION points_transaction_is_whole();
