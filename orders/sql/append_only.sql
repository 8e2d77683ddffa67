-- What happened to an order is not changed, deleted or emptied afterwards.
CREATE OR REPLACE FUNCTION orders_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'orders_orderevent is append-only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER orders_event_is_append_only BEFORE UPDATE OR DELETE ON orders_orderevent
    FOR EACH ROW EXECUTE FUNCTION orders_event_is_append_only();
CREATE OR REPLACE TRIGGER orders_event_is_not_emptied BEFORE TRUNCATE ON orders_orderevent
    FOR EACH STATEMENT EXECUTE FUNCTION orders_event_is_append_only();
