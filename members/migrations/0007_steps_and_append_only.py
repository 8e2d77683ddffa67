"""Illegal steps are impossible; what happened cannot be changed afterwards."""

from django.db import migrations

_APPEND_ONLY = ["accesslog", "applicationevent", "cardevent", "cardcheck"]
_PAIRS = [
    ("draft", "confirmed"),
    ("confirmed", "submitted"),
    ("submitted", "in_review"),
    ("in_review", "submitted"),
    ("in_review", "asked_back"),
    ("asked_back", "submitted"),
    ("in_review", "approved"),
    ("in_review", "refused"),
    ("confirmed", "withdrawn"),
    ("submitted", "withdrawn"),
    ("in_review", "withdrawn"),
    ("asked_back", "withdrawn"),
    ("draft", "expired"),
    ("confirmed", "expired"),
    ("asked_back", "expired"),
]
_LEGAL = ", ".join(f"('{before}', '{after}')" for before, after in _PAIRS)

#: Logs of every look and scan grow for ever unless old rows may go; two years are the least.
FORBID_CHANGES = """
CREATE FUNCTION members_row_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME IN ('members_accesslog', 'members_cardcheck')
        AND OLD.at < now() - interval '2 years'
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER members_{table}_is_append_only BEFORE UPDATE OR DELETE ON members_{table} "
    "FOR EACH ROW EXECUTE FUNCTION members_row_is_append_only();\n"
    for table in _APPEND_ONLY
)
ALLOW_CHANGES = "".join(
    f"DROP TRIGGER members_{table}_is_append_only ON members_{table};\n" for table in _APPEND_ONLY
) + "DROP FUNCTION members_row_is_append_only();"

#: A state follows the table of steps, and at commit the newest event says the same state: neither
#: of them without the other.
FORBID_STEPS = f"""
CREATE FUNCTION members_application_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({_LEGAL}) THEN
        RAISE EXCEPTION 'application: no step leads from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_state_follows_a_step';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER members_application_step BEFORE UPDATE OF state ON members_application
    FOR EACH ROW EXECUTE FUNCTION members_application_step();

CREATE FUNCTION members_application_has_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    concerned bigint := CASE TG_TABLE_NAME
        WHEN 'members_application' THEN to_jsonb(NEW) ->> 'id'
        ELSE to_jsonb(NEW) ->> 'application_id' END;
    now_in text;
    said text;
BEGIN
    SELECT state INTO now_in FROM members_application WHERE id = concerned;
    SELECT to_state INTO said FROM members_applicationevent
        WHERE application_id = concerned ORDER BY id DESC LIMIT 1;
    IF now_in IS NOT NULL AND said IS DISTINCT FROM now_in THEN
        RAISE EXCEPTION 'application: no event says how it came to be %', now_in
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_state_has_its_event';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER members_application_has_event
    AFTER INSERT OR UPDATE OF state ON members_application DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION members_application_has_event();

CREATE CONSTRAINT TRIGGER members_event_has_its_state
    AFTER INSERT ON members_applicationevent DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION members_application_has_event();

CREATE FUNCTION members_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text;
BEGIN
    -- One event of an application at a time.
    PERFORM 1 FROM members_application WHERE id = NEW.application_id FOR NO KEY UPDATE;
    SELECT to_state INTO before FROM members_applicationevent
        WHERE application_id = NEW.application_id ORDER BY id DESC LIMIT 1;
    IF COALESCE(before, '') <> NEW.from_state THEN
        RAISE EXCEPTION 'application: an event from % after one to %', NEW.from_state, before
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_event_follows_the_last';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER members_event_follows BEFORE INSERT ON members_applicationevent
    FOR EACH ROW EXECUTE FUNCTION members_event_follows();
"""
ALLOW_STEPS = """
DROP TRIGGER members_event_follows ON members_applicationevent;
DROP FUNCTION members_event_follows();
DROP TRIGGER members_event_has_its_state ON members_applicationevent;
DROP TRIGGER members_application_has_event ON members_application;
DROP FUNCTION members_application_has_event();
DROP TRIGGER members_application_step ON members_application;
DROP FUNCTION members_application_step();
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0006_member_indexes")]
    operations = [
        migrations.RunSQL(FORBID_CHANGES, ALLOW_CHANGES),
        migrations.RunSQL(FORBID_STEPS, ALLOW_STEPS),
    ]
