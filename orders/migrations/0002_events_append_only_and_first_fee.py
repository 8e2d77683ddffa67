"""Events cannot be changed or deleted; the fee of 220 yen stands as data."""

from datetime import date

from django.db import migrations

FORBID = """
CREATE FUNCTION orders_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'orders_orderevent is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER orders_event_is_append_only BEFORE UPDATE OR DELETE ON orders_orderevent
    FOR EACH ROW EXECUTE FUNCTION orders_event_is_append_only();
"""
ALLOW = """
DROP TRIGGER orders_event_is_append_only ON orders_orderevent;
DROP FUNCTION orders_event_is_append_only();
"""

#: 220 yen an order with goods is published; the supports that lift it are an assumption.
FIRST_RULES = [("", 220), ("1", 0), ("2", 0), ("3", 0)]


def add_fee_rules(apps, schema_editor):
    FeeRule = apps.get_model("orders", "FeeRule")
    for fee_support, fee_inc_tax in FIRST_RULES:
        FeeRule.objects.get_or_create(
            fee_support=fee_support,
            starts_on=date(2020, 1, 1),
            defaults={"fee_inc_tax": fee_inc_tax},
        )


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [
        migrations.RunSQL(FORBID, ALLOW),
        migrations.RunPython(add_fee_rules, migrations.RunPython.noop),
    ]
