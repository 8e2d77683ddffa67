-- The steps of an application are not changed, deleted or emptied afterwards.
CREATE OR REPLACE FUNCTION joining_row_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER joining_applicationevent_is_append_only BEFORE UPDATE OR DELETE
    ON joining_applicationevent
    FOR EACH ROW EXECUTE FUNCTION joining_row_is_append_only();
CREATE OR REPLACE TRIGGER joining_applicationevent_is_not_emptied BEFORE TRUNCATE ON joining_applicationevent
    FOR EACH STATEMENT EXECUTE FUNCTION joining_row_is_append_only();
