"""The fee of 220 yen stands as data."""

from datetime import date

from django.db import migrations

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
    dependencies = [("orders", "0002_guards")]
    operations = [migrations.RunPython(add_fee_rules, migrations.RunPython.noop)]
