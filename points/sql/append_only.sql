-- What was posted is not changed, deleted or emptied afterwards.
CREATE OR REPLACE FUNCTION points_row_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_is_append_only';
END $$;

CREATE OR REPLACE TRIGGER points_transaction_is_append_only BEFORE UPDATE OR DELETE ON points_transaction
    FOR EACH ROW EXECUTE FUNCTION points_row_is_append_only();
CREATE OR REPLACE TRIGGER points_transaction_is_not_emptied BEFORE TRUNCATE ON points_transaction
    FOR EACH STATEMENT EXECUTE FUNCTION points_row_is_append_only();

CREATE OR REPLACE TRIGGER points_entry_is_append_only BEFORE UPDATE OR DELETE ON points_entry
    FOR EACH ROW EXECUTE FUNCTION points_row_is_append_only();
CREATE OR REPLACE TRIGGER points_entry_is_not_emptied BEFORE TRUNCATE ON points_entry
    FOR EACH STATEMENT EXECUTE FUNCTION points_row_is_append_only();

CREATE OR REPLACE TRIGGER points_lotuse_is_append_only BEFORE UPDATE OR DELETE ON points_lotuse
    FOR EACH ROW EXECUTE FUNCTION points_row_is_append_only();
CREATE OR REPLACE TRIGGER points_lotuse_is_not_emptied BEFORE TRUNCATE ON points_lotuse
    FOR EACH STATEMENT EXECUTE FUNCTION points_row_is_append_only();

-- What was printed stays: of a lot only what is left may change.
CREATE OR REPLACE TRIGGER points_lot_stays BEFORE DELETE OR UPDATE
    OF id, account_id, transaction_id, points, expires_on, pending, due_on ON points_lot
    FOR EACH ROW EXECUTE FUNCTION points_row_is_append_only();
CREATE OR REPLACE TRIGGER points_lot_is_not_emptied BEFORE TRUNCATE ON points_lot
    FOR EACH STATEMENT EXECUTE FUNCTION points_row_is_append_only();
