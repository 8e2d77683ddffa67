-- A state follows the table of steps (members.joining.rules.steps; a test holds both together), and
-- at commit the newest event says the same state: neither of them without the other.
CREATE OR REPLACE FUNCTION joining_application_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'confirmed'), ('confirmed', 'submitted'), ('submitted', 'in_review'),
        ('in_review', 'submitted'), ('in_review', 'asked_back'), ('asked_back', 'submitted'),
        ('in_review', 'approved'), ('in_review', 'refused'), ('confirmed', 'withdrawn'),
        ('submitted', 'withdrawn'), ('in_review', 'withdrawn'), ('asked_back', 'withdrawn'),
        ('draft', 'expired'), ('confirmed', 'expired'), ('asked_back', 'expired')
    ) THEN
        RAISE EXCEPTION 'application: no step leads from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_state_follows_a_step';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER joining_application_step BEFORE UPDATE OF state ON joining_application
    FOR EACH ROW EXECUTE FUNCTION joining_application_step();

CREATE OR REPLACE FUNCTION joining_application_has_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    concerned bigint := CASE TG_TABLE_NAME
        WHEN 'joining_application' THEN to_jsonb(NEW) ->> 'id'
        ELSE to_jsonb(NEW) ->> 'application_id' END;
    now_in text;
    said text;
BEGIN
    SELECT state INTO now_in FROM joining_application WHERE id = concerned;
    SELECT to_state INTO said FROM joining_applicationevent
        WHERE application_id = concerned ORDER BY id DESC LIMIT 1;
    IF now_in IS NOT NULL AND said IS DISTINCT FROM now_in THEN
        RAISE EXCEPTION 'application: no event says how it came to be %', now_in
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_state_has_its_event';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS joining_application_has_event ON joining_application;
CREATE CONSTRAINT TRIGGER joining_application_has_event
    AFTER INSERT OR UPDATE OF state ON joining_application DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION joining_application_has_event();

DROP TRIGGER IF EXISTS joining_event_has_its_state ON joining_applicationevent;
CREATE CONSTRAINT TRIGGER joining_event_has_its_state
    AFTER INSERT ON joining_applicationevent DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION joining_application_has_event();

CREATE OR REPLACE FUNCTION joining_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text;
BEGIN
    -- One event of an application at a time.
    PERFORM 1 FROM joining_application WHERE id = NEW.application_id FOR NO KEY UPDATE;
    SELECT to_state INTO before FROM joining_applicationevent
        WHERE application_id = NEW.application_id ORDER BY id DESC LIMIT 1;
    IF COALESCE(before, '') <> NEW.from_state THEN
        RAISE EXCEPTION 'application: an event from % after one to %', NEW.from_state, before
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_event_follows_the_last';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER joining_event_follows BEFORE INSERT ON joining_applicationevent
    FOR EACH ROW EXECUTE FUNCTION joining_event_follows();
