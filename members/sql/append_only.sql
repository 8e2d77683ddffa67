-- Who looked, and what happened to a card, is not changed, deleted or emptied afterwards.
CREATE OR REPLACE FUNCTION members_row_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Logs of every look and scan grow for ever unless old rows may go; two years are the least.
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME IN ('members_accesslog', 'members_cardcheck')
        AND OLD.at < now() - interval '2 years'
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER members_accesslog_is_append_only BEFORE UPDATE OR DELETE ON members_accesslog
    FOR EACH ROW EXECUTE FUNCTION members_row_is_append_only();
CREATE OR REPLACE TRIGGER members_accesslog_is_not_emptied BEFORE TRUNCATE ON members_accesslog
    FOR EACH STATEMENT EXECUTE FUNCTION members_row_is_append_only();

CREATE OR REPLACE TRIGGER members_cardevent_is_append_only BEFORE UPDATE OR DELETE ON members_cardevent
    FOR EACH ROW EXECUTE FUNCTION members_row_is_append_only();
CREATE OR REPLACE TRIGGER members_cardevent_is_not_emptied BEFORE TRUNCATE ON members_cardevent
    FOR EACH STATEMENT EXECUTE FUNCTION members_row_is_append_only();

CREATE OR REPLACE TRIGGER members_cardcheck_is_append_only BEFORE UPDATE OR DELETE ON members_cardcheck
    FOR EACH ROW EXECUTE FUNCTION members_row_is_append_only();
CREATE OR REPLACE TRIGGER members_cardcheck_is_not_emptied BEFORE TRUNCATE ON members_cardcheck
    FOR EACH STATEMENT EXECUTE FUNCTION members_row_is_append_only();
